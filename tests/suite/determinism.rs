//! The same input gives the same bytes, wherever and however it is built.

use std::path::Path;

use crate::support::{command, read, sample_handbook, write};

#[test]
fn threads_folders_time_zones_and_locales_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut sites = Vec::new();
    let surroundings =
        [("1", "UTC", "C", "a"), ("2", "Pacific/Kiritimati", "tr_TR.UTF-8", "b"), ("2", "UTC", "C", "a")];
    for (number, (threads, zone, locale, name)) in surroundings.into_iter().enumerate() {
        let project = folder.path().join(name).join("handbook");
        copy_handbook(&project);
        let output = folder.path().join(format!("site-{number}"));
        let arguments =
            ["build", "--no-cache", "--source", project.to_str().unwrap(), "--output", output.to_str().unwrap()];
        let built = command(folder.path(), &arguments)
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", zone)
            .env("LANG", locale)
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        sites.push(read(&output));
    }
    assert!(sites[0].len() > 100, "the sample handbook is the input");
    assert!(sites.iter().all(|site| *site == sites[0]));
}

/// The sample handbook, with its files made in another order each time.
fn copy_handbook(project: &Path) {
    let mut files: Vec<(String, Vec<u8>)> = sample_handbook().into_iter().collect();
    if project.to_string_lossy().contains("/b/") {
        files.reverse();
    }
    write(project, &files);
}
