//! What the kernel says of a process, read from `/proc` by hand: twenty lines, and faster than a crate.
//!
//! Never knows actors: pids only.

use std::path::Path;
use std::str::{FromStr, SplitAsciiWhitespace};
use std::{fs, io};

use nix::errno::Errno;

/// The fields of `/proc/PID/stat` that lessons show (proc_pid_stat(5)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// `R`, `S`, `D`, `T`, `Z`, …
    pub state: char,
    /// The parent.
    pub ppid: i32,
    /// The process group.
    pub pgid: i32,
    /// The session.
    pub sid: i32,
    /// The controlling terminal's device number; 0: there is none.
    pub tty: i32,
    /// How many threads it has.
    pub threads: u32,
    /// The processor it ran on last.
    pub processor: Option<u32>,
    /// A zombie's wait status (768 for exit code 3), where the kernel lets us see it.
    pub wait_status: Option<i32>,
}

/// Reads the kernel's word on a process. None: there is no such process any more.
pub fn stat(pid: i32) -> Option<Stat> {
    parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

fn parse(line: &str) -> Option<Stat> {
    // The name, in parentheses, may itself hold blanks and parentheses: what follows begins behind the last one.
    let mut fields = line[line.rfind(')')? + 1..].split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    Some(Stat {
        state,
        ppid: number(&mut fields, 0)?,
        pgid: number(&mut fields, 0)?,
        sid: number(&mut fields, 0)?,
        tty: number(&mut fields, 0)?,
        threads: number(&mut fields, 12)?,
        processor: number(&mut fields, 18),
        wait_status: number(&mut fields, 12),
    })
}

/// The number in the field after so many others.
fn number<N: FromStr>(fields: &mut SplitAsciiWhitespace<'_>, skip: usize) -> Option<N> {
    fields.nth(skip)?.parse().ok()
}

/// How many threads this process has, also where `/proc` is another world of pids'.
///
/// # Errors
/// `/proc` can't be read: it isn't there, or there is no descriptor left.
pub fn threads() -> nix::Result<u32> {
    let line = fs::read_to_string("/proc/self/stat")
        .map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or_default()))?;
    parse(&line).map(|own| own.threads).ok_or(Errno::EPROTO)
}

/// Where in its file an open descriptor of a process stands (`pos` of `/proc/PID/fdinfo/FD`).
///
/// # Errors
/// The file can't be read: no such process or descriptor, or another user's.
pub fn file_offset(pid: i32, descriptor: i32) -> io::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/fdinfo/{descriptor}"))?;
    let offset = text.lines().find_map(|line| line.strip_prefix("pos:"));
    offset
        .and_then(|offset| offset.trim().parse().ok())
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The name of the terminal with this device number: `/dev/pts/3`. None: there is no terminal.
pub fn tty_name(device: i32) -> Option<String> {
    /// The device numbers of ptys begin at this major number (Linux, admin-guide/devices.txt).
    const PTS: i32 = 136;
    if device == 0 {
        return None;
    }
    // proc_pid_stat(5): the minor number lies in bits 31 to 20 and 7 to 0, the major one in 15 to 8.
    let (major, minor) = (
        (device >> 8) & 0xff,
        (device & 0xff) | ((device >> 12) & 0xfff00),
    );
    Some(match major - PTS {
        more @ 0..=7 => format!("/dev/pts/{}", minor + (more << 8)),
        _ => format!("{major}:{minor}"),
    })
}

/// A process's umask, as Python writes it in octal: `0o22`, `0`.
///
/// # Errors
/// The kernel doesn't let it be read, or is too old to say (before 4.7).
pub fn umask(pid: i32) -> io::Result<String> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let umask = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    let umask = umask.map(|umask| umask.trim().trim_start_matches('0'));
    match umask {
        Some("") => Ok("0".to_owned()),
        Some(umask) => Ok(format!("0o{umask}")),
        None => Err(io::Error::other("its status has no line Umask")),
    }
}

/// A process's working directory.
///
/// # Errors
/// The kernel doesn't let it be read.
pub fn cwd(pid: i32) -> io::Result<String> {
    target(&format!("/proc/{pid}/cwd"))
}

/// Where a process's descriptor points: `/dev/null`, `/dev/pts/3`, `socket:[4711]`.
///
/// # Errors
/// The descriptor isn't open, or the kernel doesn't let it be read.
pub fn descriptor(pid: i32, fd: i32) -> io::Result<String> {
    target(&format!("/proc/{pid}/fd/{fd}"))
}

fn target(link: &str) -> io::Result<String> {
    Ok(fs::read_link(link)?.to_string_lossy().into_owned())
}

/// All descendants of a process, in no particular order, by its threads' lists of children.
pub fn descendants(pid: i32) -> Vec<i32> {
    let mut found = Vec::new();
    let mut todo = vec![pid];
    while let Some(pid) = todo.pop() {
        let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
            continue;
        };
        for thread in threads.flatten() {
            let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            let children = children
                .split_ascii_whitespace()
                .filter_map(|child| child.parse::<i32>().ok());
            let before = found.len();
            found.extend(children);
            todo.extend_from_slice(&found[before..]);
        }
    }
    found
}

/// Whether this process's group is orphaned: no member's parent is in another group of the same session, so there is no
/// shell that would let a stopped job go on, and the kernel stops none (setpgid(2), POSIX 3.264). False where the kernel
/// doesn't let a parent be seen.
pub fn group_is_orphaned() -> bool {
    let Some(own) = stat(std::process::id().cast_signed()) else {
        return false;
    };
    let Ok(all) = fs::read_dir("/proc") else {
        return false;
    };
    let pids = all
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let held = |ppid: i32| match ppid {
        0 => false, // it lives in another world of pids
        1 if own.sid != 1 => false,
        _ => stat(ppid).is_none_or(|parent| parent.pgid != own.pgid && parent.sid == own.sid),
    };
    !pids
        .filter_map(stat)
        .any(|member| member.pgid == own.pgid && member.state != 'Z' && held(member.ppid))
}

/// How many programs wanted a processor in the last minute, as the kernel counts it.
pub fn load() -> Option<f64> {
    let line = fs::read_to_string("/proc/loadavg").ok()?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// Whether every thread of these processes sleeps, is stopped or is dead: none runs, waits for a processor or for a disk.
/// A thread that was only just made waits for a processor.
pub fn all_sleep(pids: &[i32]) -> bool {
    pids.iter().all(|pid| {
        let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
            return true; // it is gone
        };
        threads.flatten().all(|thread| sleeps(&thread.path()))
    })
}

/// The kernel's letter for the state of a process's thread. None: there is no such thread any more.
pub fn thread_state(pid: i32, tid: i32) -> Option<char> {
    let line = fs::read_to_string(format!("/proc/{pid}/task/{tid}/stat")).ok()?;
    parse(&line).map(|stat| stat.state)
}

/// Whether this thread of this process does.
pub fn thread_sleeps(tid: i32) -> bool {
    sleeps(Path::new(&format!("/proc/self/task/{tid}")))
}

fn sleeps(thread: &Path) -> bool {
    let line = fs::read_to_string(thread.join("stat")).unwrap_or_default();
    parse(&line).is_none_or(|stat| !matches!(stat.state, 'R' | 'D'))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_confuse() {
        let mut line = String::from("42 (a) b) Z 7 8 9 0 -1");
        line.push_str(&" 0".repeat(11));
        line.push_str(" 3");
        line.push_str(&" 0".repeat(18));
        line.push_str(" 5");
        line.push_str(&" 0".repeat(12));
        line.push_str(" 768\n");
        let stat = parse(&line).unwrap();
        assert_eq!(
            stat,
            Stat {
                state: 'Z',
                ppid: 7,
                pgid: 8,
                sid: 9,
                tty: 0,
                threads: 3,
                processor: Some(5),
                wait_status: Some(768)
            }
        );
    }

    #[test]
    fn the_machine_has_a_load() {
        assert!(load().is_some_and(|load| load >= 0.0));
    }

    #[test]
    fn this_process_is_known() {
        let own = stat(std::process::id().cast_signed()).unwrap();
        assert_eq!(own.ppid, nix::unistd::getppid().as_raw());
        assert_eq!(own.sid, nix::unistd::getsid(None).unwrap().as_raw());
        assert!(own.threads >= 1);
        assert_eq!(
            cwd(std::process::id().cast_signed()).unwrap(),
            std::env::current_dir().unwrap().to_string_lossy()
        );
        assert!(
            umask(std::process::id().cast_signed())
                .unwrap()
                .starts_with('0')
        );
        assert!(descriptor(std::process::id().cast_signed(), 987_654).is_err());
    }

    #[test]
    fn terminals_have_names() {
        assert_eq!(tty_name(0), None);
        assert_eq!(tty_name((136 << 8) | 3).as_deref(), Some("/dev/pts/3"));
        assert_eq!(tty_name((137 << 8) | 1).as_deref(), Some("/dev/pts/257"));
        assert_eq!(tty_name((4 << 8) | 1).as_deref(), Some("4:1"));
    }
}
