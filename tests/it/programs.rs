//! Programs that tests write and start.

use std::path::Path;
use std::process::Command;

/// Writes a program. A child does it: a file that this process has open for writing, and so whoever another test forks meanwhile,
/// can't be started.
pub(crate) fn write(path: &Path, text: &str) {
    let write = r#"printf %s "$1" > "$2" && chmod 755 "$2""#;
    let mut writer = Command::new("sh");
    writer.args(["-c", write, "sh", text]).arg(path);
    assert!(writer.status().expect("there is a shell").success());
}
