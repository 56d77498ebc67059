//! Stand-ins for what differs from run to run: a recording or a picture made twice is the same twice.
//!
//! Numbers that the kernel gives (pids, tids, sessions) become small ones in the order in which the run names them;
//! addresses and page frames likewise, so that equal ones stay equal; temporary folders get one name, terminals their own; time is the recording's.
//! What a lesson measures, and what the kernel shows to root alone, gets what stands for it, too.
//! Whoever shows them says that they are stand-ins.
//!
//! Never knows the screen, nor clocks.

use std::collections::HashMap;

use crate::lessons::Measured;
use crate::protocol::{Event, Ids, What};

/// The first stand-in for a pid.
const FIRST_PID: i32 = 101;

/// Facts whose values are the kernel's numbers for processes and threads.
const IDS: [&str; 5] = ["pid", "ppid", "pgid", "sid", "tid"];

/// Facts whose values are places in memory.
const PLACES: [&str; 2] = ["address", FRAME];

/// The page frame behind an address: the kernel shows its number to root alone.
const FRAME: &str = "page frame";

/// Where it shows it.
const FRAMES: &str = "/proc/self/pagemap";

/// What the kernel finds at the address: as long as nobody has written, it is the same in the same frame.
const BYTE: &str = "byte at the address";

/// Facts of which one is as good as another.
const ANY: [&str; 1] = ["processor"];

/// The stand-ins of a run.
#[derive(Debug, Default)]
pub(super) struct StandIns {
    pids: HashMap<i32, i32>,
    places: HashMap<String, String>,
    terminals: HashMap<String, String>,
}

impl StandIns {
    /// Puts stand-ins into events that were told together; into facts that the lesson measures these.
    pub(super) fn put_into(
        &mut self,
        events: Vec<Event>,
        t_ns: u64,
        measured: Option<&Measured>,
    ) -> Vec<Event> {
        let mut events = framed(events);
        // Whoever is born is known by number before anybody speaks of them.
        for event in &mut *events {
            if let What::Born { ids, .. } = &mut event.what {
                *ids = self.ids(*ids);
            }
        }
        for event in &mut events {
            event.t_ns = t_ns;
            self.put_into_what(&mut event.what, measured);
        }
        events
    }

    fn put_into_what(&mut self, what: &mut What, measured: Option<&Measured>) {
        match what {
            What::Fact { key, value, .. } => {
                if let Some(stand_in) = measured.and_then(|measured| measured.facts.get(&**key)) {
                    stand_in.clone_into(value);
                } else if IDS.contains(&&**key) {
                    if let Ok(id) = value.parse() {
                        *value = self.id(id).to_string();
                    }
                } else if PLACES.contains(&&**key) {
                    *value = self.place(key, value);
                } else if ANY.contains(&&**key) {
                    "0".clone_into(value);
                } else {
                    *value = self.text(value);
                }
            }
            What::Message { value, .. } => *value = self.text(value),
            What::Output { text, .. } => {
                *text = match measured.and_then(|measured| measured.print(text)) {
                    Some(stand_in) => stand_in.to_owned(),
                    None => self.text(text),
                }
            }
            What::Outcome {
                value, exception, ..
            } => {
                for text in [value, exception].into_iter().flatten() {
                    *text = self.text(text);
                }
            }
            _ => {}
        }
    }

    fn ids(&mut self, ids: Ids) -> Ids {
        // The parent's first: it was there before.
        let ppid = ids.ppid.map(|id| self.id(id));
        Ids {
            ppid,
            pid: ids.pid.map(|id| self.id(id)),
            pgid: ids.pgid.map(|id| self.id(id)),
            sid: ids.sid.map(|id| self.id(id)),
            tid: ids.tid.map(|id| self.id(id)),
        }
    }

    /// 0 and 1 mean the same on every machine.
    fn id(&mut self, id: i32) -> i32 {
        if id <= 1 {
            return id;
        }
        let next = (FIRST_PID..).nth(self.pids.len()).unwrap_or(i32::MAX);
        *self.pids.entry(id).or_insert(next)
    }

    fn place(&mut self, kind: &str, place: &str) -> String {
        let number = self.places.len() + 1;
        let next = match kind {
            "address" => format!("0x7f00{:08x}", number * 0x10_0000),
            _ => format!("0x{:x}", number * 0x100),
        };
        self.places.entry(place.to_owned()).or_insert(next).clone()
    }

    /// A text in which the numbers of processes stand by themselves.
    fn text(&mut self, text: &str) -> String {
        let mut done = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(begin) = rest.find(|sign: char| sign.is_ascii_digit()) {
            let (before, number) = rest.split_at(begin);
            let end = number.find(|sign: char| !sign.is_ascii_digit());
            let (number, after) = number.split_at(end.unwrap_or(number.len()));
            done.push_str(before);
            // Part of a word or of a longer number, it is no process's.
            let alone = |sign: Option<char>| {
                !sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_' || sign == '.')
            };
            let known = number.parse().ok().and_then(|id: i32| self.pids.get(&id));
            match known {
                Some(stand_in) if alone(done.chars().last()) && alone(after.chars().next()) => {
                    done.push_str(&stand_in.to_string());
                }
                _ => done.push_str(number),
            }
            rest = after;
        }
        done.push_str(rest);
        self.terminal(&temporary(&done))
    }

    /// A terminal's name: which of them is free is chance.
    fn terminal(&mut self, text: &str) -> String {
        let mark = "/dev/pts/";
        let Some((before, after)) = text.split_once(mark) else {
            return text.to_owned();
        };
        let end = after.find(|sign: char| !sign.is_ascii_digit());
        let (number, after) = after.split_at(end.unwrap_or(after.len()));
        let next = (self.terminals.len() + 1).to_string();
        let stand_in = self.terminals.entry(number.to_owned()).or_insert(next);
        format!("{before}{mark}{stand_in}{after}")
    }
}

/// With page frames as if whoever looked were root or not: who finds another byte at the address has another frame.
fn framed(events: Vec<Event>) -> Vec<Event> {
    let mut framed = Vec::with_capacity(events.len());
    for event in events {
        let is_frame = match &event.what {
            What::Fact { key, .. } => **key == *FRAME,
            What::Refused { what, .. } => **what == *FRAMES,
            _ => false,
        };
        if is_frame {
            continue;
        }
        let mut frame = event.clone();
        framed.push(event);
        if let What::Fact { key, .. } = &mut frame.what
            && **key == *BYTE
        {
            *key = FRAME.into();
            framed.push(frame);
        }
    }
    framed
}

/// A temporary folder's name without what chance, and the environment, have made of it.
fn temporary(text: &str) -> String {
    let mark = "/concurrium-";
    let Some((before, after)) = text.split_once(mark) else {
        return text.to_owned();
    };
    let begin = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = after.find(|sign: char| !sign.is_alphanumeric() && sign != '-');
    let (before, after) = (&before[..begin], &after[end.unwrap_or(after.len())..]);
    format!("{before}/tmp{mark}run{after}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::protocol::{ActorId, Kind, Source};

    fn told(what: What) -> Event {
        Event {
            seq: 1,
            t_ns: 77,
            actor: ActorId::root(),
            what,
        }
    }

    fn born(pid: i32, ppid: i32) -> Event {
        told(What::Born {
            kind: Kind::Process,
            parent: None,
            name: "main".to_owned(),
            ids: Ids {
                pid: Some(pid),
                ppid: Some(ppid),
                ..Ids::default()
            },
        })
    }

    fn fact(key: &str, value: &str) -> Event {
        told(What::Fact {
            key: key.into(),
            value: value.to_owned(),
            source: Source::Kernel,
        })
    }

    fn value(event: &Event) -> &str {
        match &event.what {
            What::Fact { value, .. } => value,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn two_runs_that_differ_only_in_numbers_become_one() {
        let run = |shift: i32, at: &str| {
            let events = [
                fact("fork", &format!("[{}]", 5000 + shift)),
                born(4999 + shift, 4990 + shift),
                born(5000 + shift, 4999 + shift),
                fact("ppid", &(4990 + shift).to_string()),
                fact("address", at),
                fact(
                    "log file",
                    &format!("/var/{shift}/concurrium-run-x{shift}/daemon.log"),
                ),
                fact("wall", &shift.to_string()),
            ];
            let measured = Measured {
                only: BTreeMap::new(),
                facts: BTreeMap::from([("wall".to_owned(), "1.5".to_owned())]),
                prints: BTreeMap::new(),
            };
            StandIns::default().put_into(events.to_vec(), 9, Some(&measured))
        };
        assert_eq!(run(0, "0x7fa"), run(12_345, "0x7ee"));
        let events = run(7, "0x1");
        let values = [0, 3, 5, 6].map(|at| value(&events[at]));
        assert_eq!(
            values,
            ["[103]", "101", "/tmp/concurrium-run/daemon.log", "1.5"]
        );
        assert!(events.iter().all(|event| event.t_ns == 9));
    }

    #[test]
    fn a_number_that_is_no_process_stays() {
        let events = vec![born(4999, 1), fact("note", "4999 49990 x4999 0.4999 4999!")];
        let events = StandIns::default().put_into(events, 0, None);
        assert_eq!(value(&events[1]), "101 49990 x4999 0.4999 101!");
    }

    #[test]
    fn a_page_frame_is_there_for_everybody_and_another_where_another_byte_is() {
        let refused = told(What::Refused {
            what: FRAMES.into(),
            why: "hidden".to_owned(),
            said: None,
        });
        let to_root = vec![
            fact(BYTE, "1"),
            fact(FRAME, "0x17"),
            fact(BYTE, "3"),
            fact(FRAME, "0x99"),
        ];
        let to_others = vec![fact(BYTE, "1"), refused, fact(BYTE, "3")];
        let shown =
            [to_root, to_others].map(|events| StandIns::default().put_into(events, 0, None));
        assert_eq!(shown[0], shown[1]);
        let values: Vec<&str> = shown[0].iter().map(value).collect();
        assert_eq!(values, ["1", "0x100", "3", "0x200"]);
    }
}
