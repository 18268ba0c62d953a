//! The program: everything is in the library.

use std::process::ExitCode;

/// What holds a handbook: many small values, made on all cores and kept together.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    roadbook::cli::run(std::env::args_os())
}
