//! What the kernel says of a process, read from `/proc` by hand: twenty lines, and faster than a crate.
//!
//! Never knows actors: pids only.

use std::fs;
use std::io;

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
    /// How many threads it has.
    pub threads: u32,
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
    let mut number = |skip: usize| fields.nth(skip)?.parse::<i64>().ok();
    Some(Stat {
        state,
        ppid: number(0)? as i32,
        pgid: number(0)? as i32,
        sid: number(0)? as i32,
        threads: number(13)? as u32,
        wait_status: number(31).map(|status| status as i32),
    })
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_confuse() {
        let mut line = String::from("42 (a) b) Z 7 8 9 0 -1");
        line.push_str(&" 0".repeat(11));
        line.push_str(" 3");
        line.push_str(&" 0".repeat(31));
        line.push_str(" 768\n");
        let stat = parse(&line).unwrap();
        assert_eq!(
            stat,
            Stat {
                state: 'Z',
                ppid: 7,
                pgid: 8,
                sid: 9,
                threads: 3,
                wait_status: Some(768)
            }
        );
    }

    #[test]
    fn this_process_is_known() {
        let own = stat(std::process::id() as i32).unwrap();
        assert_eq!(own.ppid, nix::unistd::getppid().as_raw());
        assert_eq!(own.sid, nix::unistd::getsid(None).unwrap().as_raw());
        assert!(own.threads >= 1);
    }
}
