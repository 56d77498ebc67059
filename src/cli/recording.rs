//! `--record FILE --cast-version 2`: where the screen is recorded, and how.
//!
//! Never opens the file.

use std::path::PathBuf;

use clap::Args;

use crate::i18n::Sentence;
use crate::record::cast::Version;

/// Where the screen is recorded, and in which format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The file: a new one, or a pipe.
    pub file: PathBuf,
    /// The format.
    pub version: Version,
}

#[derive(Args)]
pub(super) struct Record {
    #[arg(long, global = true, value_name = "FILE.cast")]
    record: Option<PathBuf>,
    #[arg(long, global = true, value_name = "N", default_value = "2", value_parser = version)]
    cast_version: Version,
}

fn version(text: &str) -> Result<Version, Sentence> {
    match text {
        "2" => Ok(Version::V2),
        "3" => Ok(Version::V3),
        _ => Err(Sentence::new("cli.wrong.cast_versions")),
    }
}

impl Record {
    /// What was asked for.
    pub(super) fn asked(self) -> Option<Recording> {
        self.record.map(|file| Recording {
            file,
            version: self.cast_version,
        })
    }

    /// Whether a recording was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.record.is_some()
    }
}
