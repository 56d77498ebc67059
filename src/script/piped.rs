//! A script that comes on standard input: it is kept as long as this program lives, so that it can be run again.
//!
//! Never knows what is in it.

use std::ffi::CStr;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::mem;
use std::os::fd::AsRawFd;

use nix::sys::memfd::{MFdFlags, memfd_create};

use crate::script::no_script::{LONGEST, NoScript};

/// What the kernel calls it.
const NAME: &CStr = c"script";

/// Reads standard input to its end: what came, and the file in which it is kept.
///
/// # Errors
/// It is a terminal, on which nobody expects to type a program; it can't be read, or is too long.
pub(super) fn keep() -> Result<(Vec<u8>, String), NoScript> {
    if io::stdin().is_terminal() {
        return Err(NoScript::NothingPiped);
    }
    let unread = |error: io::Error| NoScript::unreadable("-".as_ref(), &error);
    let mut came = Vec::new();
    let most = LONGEST as u64 + 1;
    let read = io::stdin().lock().take(most).read_to_end(&mut came);
    read.map_err(unread)?;
    if came.len() > LONGEST {
        return Err(NoScript::TooLong("-".into()));
    }
    let kept = memfd_create(NAME, MFdFlags::MFD_CLOEXEC);
    let mut kept = File::from(kept.map_err(io::Error::from).map_err(unread)?);
    kept.write_all(&came).map_err(unread)?;
    let path = format!("/proc/{}/fd/{}", std::process::id(), kept.as_raw_fd());
    // Whoever runs it opens it by this path, whenever that is.
    mem::forget(kept);
    Ok((came, path))
}
