//! What an error of the kernel's says to a reader: for want of room, what there is none of, and what can be done.
//!
//! Never knows what was asked for.

use std::io;

use nix::errno::Errno;
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};

use crate::i18n::Sentence;

/// Says it.
pub fn sentence(error: &io::Error) -> Sentence {
    let limit = |resource| match getrlimit(resource) {
        Ok((RLIM_INFINITY, _)) | Err(_) => "unlimited".to_owned(),
        Ok((soft, _)) => soft.to_string(),
    };
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EMFILE) => {
            Sentence::new("refused.descriptors").with("limit", limit(Resource::RLIMIT_NOFILE))
        }
        Some(Errno::ENFILE) => Sentence::new("refused.system_descriptors"),
        Some(Errno::EAGAIN) => {
            Sentence::new("refused.processes").with("limit", limit(Resource::RLIMIT_NPROC))
        }
        Some(Errno::ENOMEM | Errno::ENOBUFS) => Sentence::new("refused.memory"),
        _ => kernel(error),
    }
}

/// That the kernel refused it, in its own words.
pub fn kernel(error: impl std::fmt::Display) -> Sentence {
    Sentence::new("refused.kernel").with("error", &error)
}

/// The same error, in words where it is one for want of room.
pub fn explained(error: io::Error) -> io::Error {
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EMFILE | Errno::ENFILE | Errno::EAGAIN | Errno::ENOMEM | Errno::ENOBUFS) => {
            io::Error::other(sentence(&error))
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn want_of_room_is_said_in_words_and_with_what_to_do() {
        let said = |errno: Errno| explained(errno.into()).to_string();
        assert!(said(Errno::EMFILE).contains("`ulimit -n`"));
        assert!(said(Errno::ENFILE).contains("fs.file-max"));
        assert!(said(Errno::EAGAIN).contains("`ulimit -u`"));
        assert!(said(Errno::ENOMEM).contains("memory"));
        assert!(said(Errno::ENOENT).contains("No such file"));
    }
}
