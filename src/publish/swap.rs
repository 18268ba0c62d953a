//! One folder in the place of another.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::MachineError;

/// Puts `stage` in the place of `target`. Afterwards `stage` is the old folder, or gone.
///
/// Where the system can exchange two names in one step, nobody ever finds the place empty. Elsewhere the old
/// folder steps aside first, and [`recover`] brings it back if the program ends in between.
pub(super) fn exchange(stage: &Path, target: &Path) -> Result<(), MachineError> {
    let in_the_place = |cause| MachineError::on("put the new site in the place of", target)(cause);
    if !target.exists() {
        return fs::rename(stage, target).map_err(in_the_place);
    }
    if exchange_names(stage, target).is_ok() {
        return Ok(());
    }
    let aside = aside(stage);
    fs::rename(target, &aside).map_err(in_the_place)?;
    if let Err(cause) = fs::rename(stage, target) {
        // The old site goes back to its place; if even that fails, the next build finds it.
        let _ = fs::rename(&aside, target);
        return Err(in_the_place(cause));
    }
    super::discard(&aside);
    Ok(())
}

/// Mends what a killed build left: the old site comes back, the unfinished new one goes.
pub(super) fn recover(target: &Path, stage: &Path) -> Result<(), MachineError> {
    let aside = aside(stage);
    if aside.exists() {
        if target.exists() {
            fs::remove_dir_all(&aside).map_err(MachineError::on("remove", &aside))?;
        } else {
            fs::rename(&aside, target).map_err(MachineError::on("restore", target))?;
        }
    }
    if stage.exists() {
        fs::remove_dir_all(stage).map_err(MachineError::on("remove", stage))?;
    }
    Ok(())
}

fn aside(stage: &Path) -> PathBuf {
    stage.with_extension("roadbook-old")
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_names(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_names(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
