//! The lessons are data inside the binary: a change of theirs is a change of the program. The screen's words are, too, and
//! are read here already: each `assets/ui/CODE.toml` becomes a table sorted by dotted key, for `i18n`. The table is one text
//! and where its pieces end, because an array of `&str` would be relocated, each of its pointers, at each start.
//!
//! Where the program can't run the build ends here, with a sentence.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let system = env::var("CARGO_CFG_TARGET_OS")?;
    if system != "linux" {
        println!("cargo::error={}", only_on_linux(&system));
        return Ok(());
    }
    println!("cargo::rerun-if-changed=assets/lessons");
    println!("cargo::rerun-if-changed=assets/ui");
    let out = env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR")?;
    for entry in fs::read_dir("assets/ui")? {
        let path = entry?.path();
        let bad = |why: String| format!("{}: {why}", path.display());
        let source = fs::read_to_string(&path).map_err(|error| bad(error.to_string()))?;
        let table = source
            .parse()
            .map_err(|error: toml::de::Error| bad(error.to_string()))?;
        let mut words = BTreeMap::new();
        flatten("", table, &mut words).map_err(bad)?;
        let name = path.file_stem().ok_or("a file has a name")?;
        let table = Path::new(&out).join(name).with_extension("rs");
        fs::write(table, written(&words))?;
    }
    Ok(())
}

/// A table as Rust: all keys and words in one text, and behind which byte each of them ends.
fn written(words: &BTreeMap<String, String>) -> String {
    let (mut text, mut ends) = (String::new(), Vec::new());
    for piece in words.iter().flat_map(|(key, words)| [key, words]) {
        text.push_str(piece);
        ends.push(text.len());
    }
    format!("Words {{ text: {text:?}, ends: &{ends:?} }}")
}

fn only_on_linux(system: &str) -> String {
    let here = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/install.md");
    format!(
        "Concurrium runs on Linux, not on {system}: its lessons are real processes, and need fork, /proc and pidfd. \
         Run it in a container, a virtual machine or WSL 2; its pages and recordings can be read anywhere: {here}"
    )
}

/// `[model] process = …` becomes `model.process`.
fn flatten(
    prefix: &str,
    table: toml::Table,
    into: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => flatten(&format!("{prefix}{key}."), inner, into)?,
            toml::Value::String(words) => {
                into.insert(format!("{prefix}{key}"), words);
            }
            other => return Err(format!("{prefix}{key} is {}, not words", other.type_str())),
        }
    }
    Ok(())
}
