//! What the kernel says of memory: how many pages are shared, what lies at an address, which frame that is.
//!
//! Read from `/proc/PID/smaps`, `mem` and `pagemap` by hand (proc_pid_smaps(5), proc_pid_pagemap(5)).
//! Never knows what the memory is for.

use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use crate::sys::mapping::page_size;

/// The pages of a mapping that are in memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pages {
    /// Other processes have them too.
    pub shared: usize,
    /// This process alone has them.
    pub private: usize,
}

/// How many pages of exactly this mapping a process shares, and how many it has alone.
///
/// # Errors
/// The file can't be read, or the process has no such mapping (`NotFound`).
pub fn pages(pid: i32, mapping: Range<usize>) -> io::Result<Pages> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps"))?;
    let kilobytes = parse(&text, &mapping).ok_or(io::ErrorKind::NotFound)?;
    let page = page_size();
    Ok(Pages {
        shared: kilobytes.shared * 1024 / page,
        private: kilobytes.private * 1024 / page,
    })
}

/// The entry of this mapping, in kilobytes.
fn parse(text: &str, mapping: &Range<usize>) -> Option<Pages> {
    let head = format!("{:x}-{:x} ", mapping.start, mapping.end);
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&head));
    lines.next()?;
    let mut found = Pages::default();
    for line in lines {
        let mut words = line.split_ascii_whitespace();
        // A head line's first word has no colon at its end: the next entry begins.
        let Some(name) = words.next().and_then(|word| word.strip_suffix(':')) else {
            break;
        };
        let size = words.next().and_then(|size| size.parse::<usize>().ok());
        match name {
            "Shared_Clean" | "Shared_Dirty" => found.shared += size?,
            "Private_Clean" | "Private_Dirty" => found.private += size?,
            _ => {}
        }
    }
    Some(found)
}

/// What this process has in memory, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rollup {
    /// All that belongs to no file: heaps, stacks, and what was copied.
    pub anonymous: u64,
    /// What this process has written and no other process has.
    pub private: u64,
}

/// What this process has in memory: `/proc/self/smaps_rollup`, which is exact where the counters of `statm` are not.
///
/// # Errors
/// The file can't be read.
pub fn rollup() -> io::Result<Rollup> {
    let text = fs::read_to_string("/proc/self/smaps_rollup")?;
    let mut own = Rollup::default();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        let name = words.next().unwrap_or_default();
        let kilobytes: u64 = words.next().and_then(|size| size.parse().ok()).unwrap_or(0);
        match name {
            "Anonymous:" => own.anonymous = kilobytes * 1024,
            "Private_Dirty:" => own.private = kilobytes * 1024,
            _ => {}
        }
    }
    Ok(own)
}

/// The byte at an address of this process, as the kernel reads it.
///
/// # Errors
/// The file can't be read, or nothing is mapped there.
pub fn byte(address: usize) -> io::Result<u8> {
    let mut byte = [0];
    File::open("/proc/self/mem")?.read_exact_at(&mut byte, address as u64)?;
    Ok(byte[0])
}

/// The number of the page frame, a piece of the machine's memory, in which an address of this process lies now.
///
/// # Errors
/// `PermissionDenied`: the kernel tells it to root alone. `NotFound`: no page is in memory there.
pub fn frame(address: usize) -> io::Result<u64> {
    const PRESENT: u64 = 1 << 63;
    const FRAME: u64 = (1 << 55) - 1;
    let mut entry = [0; 8];
    let at = (address / page_size() * entry.len()) as u64;
    File::open("/proc/self/pagemap")?.read_exact_at(&mut entry, at)?;
    let entry = u64::from_ne_bytes(entry);
    match entry & FRAME {
        _ if entry & PRESENT == 0 => Err(io::ErrorKind::NotFound.into()),
        0 => Err(io::ErrorKind::PermissionDenied.into()),
        frame => Ok(frame),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
7f0000000000-7f0000001000 ---p 00000000 00:00 0
Private_Dirty:        64 kB
7f0000001000-7f0000401000 rw-p 00000000 00:00 0 [anon: x]
Size:               4096 kB
Shared_Clean:          4 kB
Shared_Dirty:       3068 kB
Private_Clean:         0 kB
Private_Dirty:      1024 kB
VmFlags: rd wr mr mw me ac nh
7f0000401000-7f0000402000 ---p 00000000 00:00 0
Shared_Dirty:         32 kB
";

    #[test]
    fn only_the_entry_asked_for_counts() {
        let found = parse(TEXT, &(0x7f00_0000_1000..0x7f00_0040_1000));
        let expected = Pages {
            shared: 3072,
            private: 1024,
        };
        assert_eq!(found, Some(expected));
        assert_eq!(parse(TEXT, &(0x7f00_0000_1000..0x7f00_0040_2000)), None);
    }

    #[test]
    fn what_is_not_mapped_is_an_error() {
        assert!(byte(0).is_err());
        assert!(pages(std::process::id().cast_signed(), 0..1).is_err());
        assert!(pages(0, 0..1).is_err());
    }
}
