//! How the name of a file that is typed could go on.
//!
//! Never knows what it is typed for.

use std::fs;
use std::path::PathBuf;

/// The most entries of a folder that are looked at.
const MOST: usize = 10_000;

/// A typed path as the system takes it: `~/` is the user's own folder.
pub fn path(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(typed),
    }
}

/// The paths that begin as typed, sorted: folders, with a slash, and files with this suffix. Hidden ones only where a dot is typed.
pub fn going_on(typed: &str, suffix: &str) -> Vec<String> {
    let (folder, begun) = match typed.rfind('/') {
        Some(slash) => typed.split_at(slash + 1),
        None => ("", typed),
    };
    let looked_in = match folder {
        "" => PathBuf::from("."),
        folder => path(folder),
    };
    let Ok(entries) = fs::read_dir(looked_in) else {
        return Vec::new();
    };
    let names = entries.take(MOST).flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let fits = name.starts_with(begun) && name.starts_with('.') == begun.starts_with('.');
        let is_folder = fits && entry.path().is_dir();
        match is_folder {
            true => Some(format!("{folder}{name}/")),
            false => (fits && name.ends_with(suffix)).then(|| format!("{folder}{name}")),
        }
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_name_goes_on_as_folders_and_files_of_the_kind_do() {
        let folder = tempfile::tempdir().unwrap();
        let here = format!("{}/", folder.path().display());
        for file in ["bank.py", "bark.py", "bank.txt", ".hidden.py"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        fs::create_dir(folder.path().join("bats")).unwrap();
        let names = |typed: &str| -> Vec<String> {
            let names = going_on(&format!("{here}{typed}"), ".py").into_iter();
            names.map(|name| name.replacen(&here, "", 1)).collect()
        };
        assert_eq!(names("ba"), ["bank.py", "bark.py", "bats/"]);
        assert_eq!(names(""), ["bank.py", "bark.py", "bats/"]);
        assert_eq!(names(".h"), [".hidden.py"]);
        assert_eq!(names("bank.t"), [""; 0]);
        assert_eq!(names("nowhere/ba"), [""; 0]);
    }
}
