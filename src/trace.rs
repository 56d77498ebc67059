//! Saved runs: a header, then the events, a JSON line each.
//!
//! A file is not trusted: lines are bounded, and a fault is named with its line and its reason, together with all that
//! was good before it. What a later version has added is no fault: a line that says more than is known is kept as it was
//! written. Whether the events can follow one another is for `History` to say.
//! Never knows where the bytes come from or go to.

mod line;

pub use line::Line;

use std::fmt;
use std::io::{self, BufRead, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::i18n::Sentence;
use crate::protocol::limits::{MOST_BYTES, MOST_LINES};
use crate::protocol::{Event, Header, LONGEST_LINE, VERSION, What, contract};

/// A trace that can't be read to its end.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadTrace {
    /// The number of the faulty line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: Fault,
    /// What was good before: the header, when there was one, and its events.
    pub good: Option<Box<(Header, Vec<Line>)>>,
}

/// What is wrong with a line of a trace.
#[derive(Debug)]
pub enum Fault {
    /// There is no line at all.
    Empty,
    /// The first line isn't a header of ours.
    Foreign,
    /// Saved by a later version of the program.
    Newer(u32),
    /// More than [`LONGEST_LINE`] bytes.
    TooLong,
    /// More than [`MOST_BYTES`] bytes before its end.
    TooLarge,
    /// More than [`MOST_LINES`] lines.
    TooManyLines,
    /// Not an event: no JSON, not UTF-8, cut off, an event without what it must have.
    NoEvent(serde_json::Error),
    /// The bytes stopped coming.
    Unreadable(io::Error),
}

impl Fault {
    /// It, in a sentence.
    pub fn sentence(&self) -> Sentence {
        let of = |name: &str| Sentence::new(format!("saved.{name}"));
        match self {
            Fault::Empty => of("empty"),
            Fault::Foreign => {
                of("foreign").with("example", format!(r#"{{"concurrium":{VERSION},…}}"#))
            }
            Fault::Newer(theirs) => of("newer").with("theirs", theirs).with("ours", &VERSION),
            Fault::TooLong => of("too_long").with("most", &LONGEST_LINE),
            Fault::TooLarge => of("too_large").with("most", &MOST_BYTES),
            Fault::TooManyLines => of("too_many_lines").with("most", &MOST_LINES),
            Fault::NoEvent(why) => of("no_event").with("why", why),
            Fault::Unreadable(why) => of("unreadable").with("why", why),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl std::error::Error for Fault {}

/// What a trace's first line says beside what is known: a later version's, kept to be written again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside(Map<String, Value>);

/// Reads a whole trace.
///
/// # Errors
/// The first line that can't be read, with all that came before it.
pub fn read(from: impl BufRead) -> Result<(Header, Vec<Line>), BadTrace> {
    let mut reader = Reader::new(from);
    let mut good = None;
    let why = match reader.header() {
        Err(why) => why,
        Ok(header) => {
            let (_, events) = good.insert((header, Vec::new()));
            let fault = reader.by_ref().find_map(|event| match event {
                Ok(event) => {
                    events.push(event);
                    None
                }
                Err(why) => Some(why),
            });
            match (fault, good.take()) {
                (None, Some(whole)) => return Ok(whole),
                (None, None) => Fault::Empty,
                (Some(why), kept) => {
                    good = kept;
                    why
                }
            }
        }
    };
    Err(BadTrace {
        line: reader.line(),
        why,
        good: good.map(Box::new),
    })
}

/// Reads a trace line by line: its header, then its events. Blank lines are passed over.
#[derive(Debug)]
pub struct Reader<R> {
    from: R,
    text: Vec<u8>,
    line: usize,
    bytes: u64,
    over: bool,
    beside: Beside,
}

impl<R: BufRead> Reader<R> {
    /// Nothing has been read yet.
    pub fn new(from: R) -> Self {
        Self {
            from,
            text: Vec::new(),
            line: 0,
            bytes: 0,
            over: false,
            beside: Beside::default(),
        }
    }

    /// The number of the line that was read last, from 1.
    pub fn line(&self) -> usize {
        self.line.max(1)
    }

    /// The first line.
    ///
    /// # Errors
    /// There is none, or it is no header that this program can read.
    pub fn header(&mut self) -> Result<Header, Fault> {
        match self.next_text()? {
            true => {
                let text = self.text.trim_ascii_end();
                let header = header(text)?;
                let mut fields: Map<String, Value> = json(text).map_err(|_| Fault::Foreign)?;
                fields.retain(|field, _| !contract::header_has(field));
                self.beside = Beside(fields);
                Ok(header)
            }
            false => {
                self.line = 1;
                Err(Fault::Empty)
            }
        }
    }

    /// What the first line said beside its header.
    pub fn beside(&self) -> &Beside {
        &self.beside
    }

    /// Reads up to a line that isn't blank; false at the end.
    fn next_text(&mut self) -> Result<bool, Fault> {
        loop {
            self.text.clear();
            self.line += 1;
            if self.line > MOST_LINES {
                return Err(Fault::TooManyLines);
            }
            // One byte more than fits shows that it doesn't; the line's end doesn't count.
            let bound = u64::try_from(LONGEST_LINE + 2).unwrap_or(u64::MAX);
            let count = self
                .from
                .by_ref()
                .take(bound)
                .read_until(b'\n', &mut self.text)
                .map_err(Fault::Unreadable)?;
            self.bytes += count as u64;
            let text = self.text.trim_ascii_end();
            if text.len() > LONGEST_LINE
                || (count > LONGEST_LINE && self.text.last() != Some(&b'\n'))
            {
                return Err(Fault::TooLong);
            }
            if self.bytes > MOST_BYTES {
                return Err(Fault::TooLarge);
            }
            if !text.is_empty() || count == 0 {
                return Ok(count > 0);
            }
        }
    }
}

/// The events, up to the first line that can't be read.
impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Line, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let read = match self.next_text() {
            Ok(false) => {
                self.over = true;
                return None;
            }
            Ok(true) => Line::read(self.text.trim_ascii_end()).map_err(Fault::NoEvent),
            Err(why) => Err(why),
        };
        self.over = read.is_err();
        Some(read)
    }
}

fn header(text: &[u8]) -> Result<Header, Fault> {
    /// What every version's header has.
    #[derive(Deserialize)]
    struct Version {
        concurrium: u32,
    }
    let Version { concurrium } = json(text).map_err(|_| Fault::Foreign)?;
    if concurrium > VERSION {
        return Err(Fault::Newer(concurrium));
    }
    json(text).map_err(|_| Fault::Foreign)
}

fn json<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(text)
}

/// Writes the first line of a trace.
///
/// # Errors
/// The writer's.
pub fn write_header(to: &mut impl Write, header: &Header, beside: &Beside) -> io::Result<()> {
    /// What isn't known stands behind what is.
    #[derive(Serialize)]
    struct Whole<'a> {
        #[serde(flatten)]
        header: &'a Header,
        #[serde(flatten)]
        beside: &'a Map<String, Value>,
    }
    let beside = &beside.0;
    write_line(to, &Whole { header, beside })
}

/// Writes a line as it was read.
///
/// # Errors
/// The writer's.
pub fn write_as_written(to: &mut impl Write, line: &str) -> io::Result<()> {
    to.write_all(line.as_bytes())?;
    to.write_all(b"\n")
}

/// Writes an event's line.
///
/// # Errors
/// The writer's.
pub fn write_event(to: &mut impl Write, event: &Event) -> io::Result<()> {
    let What::Unknown { line, .. } = &event.what else {
        return write_line(to, event);
    };
    let mut fields: Map<String, Value> = json(line.as_bytes())?;
    match fields.insert("seq".to_owned(), event.seq.into()) {
        // It was numbered anew: what came on a line of a run has its place only among those of all lines.
        Some(seq) if seq != event.seq => write_line(to, &fields),
        _ => write_as_written(to, line),
    }
}

fn write_line(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    to.write_all(&line)
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "a test that can't write to memory has failed"
    )]

    use super::*;
    use crate::protocol::{ActorId, How, Listed};

    const HEADER: &str = r#"{"concurrium":1,"lesson":"fork-tree","knobs":{"forks":"3"}}"#;
    const END: &str = r#"{"seq":1,"t_ns":5,"actor":"p0","event":"ended","how":{"exit":0}}"#;

    fn fault(text: &[u8]) -> (String, Option<usize>) {
        let bad = read(text).unwrap_err();
        let good = bad.good.as_ref().map(|good| good.1.len());
        (bad.to_string(), good)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let header = Header {
            concurrium: VERSION,
            lesson: "fork-tree".into(),
            knobs: [("forks".into(), "3".into())].into_iter().collect(),
            listing: None,
            schedule: None,
            python: None,
        };
        let event = Event {
            seq: 1,
            t_ns: 5,
            actor: ActorId::root(),
            what: What::Ended {
                how: How::Exit(0),
                reaped_by: None,
            },
        };
        let mut file = Vec::new();
        write_header(&mut file, &header, &Beside::default()).unwrap();
        write_event(&mut file, &event).unwrap();
        // The words of the contract, to the letter.
        assert_eq!(
            String::from_utf8(file.clone()).unwrap(),
            format!("{HEADER}\n{END}\n")
        );
        assert_eq!(read(&*file).unwrap(), (header, vec![event.into()]));
    }

    #[test]
    fn blank_lines_unknown_fields_and_a_missing_line_end_are_fine() {
        let later = HEADER.replacen('{', r#"{"recorded_by":"x","#, 1);
        let trace = format!("{later}\r\n\n{END}");
        assert_eq!(read(trace.as_bytes()).unwrap().1.len(), 1);
    }

    #[test]
    fn what_is_not_known_is_written_again_whatever_its_number_is_by_then() {
        let text = r#"{"event":"dreams","of": ["sheep"],"seq":3,"t_ns":9,"actor":"p0"}"#;
        let mut event = Line::read(text.as_bytes()).unwrap().event;
        let written = |event: &Event| {
            let mut line = Vec::new();
            write_event(&mut line, event).unwrap();
            String::from_utf8(line).unwrap()
        };
        assert_eq!(written(&event), format!("{text}\n"));
        event.seq = 12;
        let again = Line::read(written(&event).trim_end().as_bytes()).unwrap();
        assert_eq!((again.event.seq, again.event.t_ns), (12, 9));
        assert!(written(&event).contains(r#""of":["sheep"]"#));
    }

    #[test]
    fn what_a_later_header_says_is_written_again_behind_what_is_known() {
        let later = HEADER.replacen('{', r#"{"by":{"name":["x",1]},"#, 1);
        let mut reader = Reader::new(later.as_bytes());
        let header = reader.header().unwrap();
        let mut written = Vec::new();
        write_header(&mut written, &header, reader.beside()).unwrap();
        let meant = HEADER.replace("}}", r#"},"by":{"name":["x",1]}}"#);
        assert_eq!(String::from_utf8(written).unwrap(), format!("{meant}\n"));
    }

    #[test]
    fn a_header_says_what_the_contract_names() {
        let header = Header {
            concurrium: VERSION,
            lesson: "x".into(),
            knobs: [].into_iter().collect(),
            listing: Some(Listed::default()),
            schedule: Some("A".into()),
            python: Some("3.12.4".into()),
        };
        let Value::Object(fields) = serde_json::to_value(header).unwrap() else {
            panic!("a header is an object");
        };
        assert!(fields.keys().all(|field| contract::header_has(field)));
        assert_eq!(fields.len(), 6);
    }

    #[test]
    fn a_foreign_file_is_refused() {
        for text in ["{}", "hello\n", "\u{7f}ELF\0", "[1]", r#"{"concurrium":1}"#] {
            let (said, good) = fault(text.as_bytes());
            assert!(
                said.starts_with("line 1: this is no saved run of Concurrium"),
                "{said}"
            );
            assert_eq!(good, None);
        }
        assert_eq!(fault(b"").0, "line 1: an empty file is no saved run");
        assert_eq!(fault(b"\n\n").0, "line 1: an empty file is no saved run");
    }

    #[test]
    fn a_newer_format_is_refused_by_its_number() {
        let (said, _) = fault(br#"{"concurrium":2,"play":[]}"#);
        assert!(
            said.starts_with("line 1: it was saved in format 2"),
            "{said}"
        );
    }

    #[test]
    fn what_was_good_before_a_fault_is_kept() {
        let cut = &END[..30];
        let (said, good) = fault(format!("{HEADER}\n{END}\n{cut}").as_bytes());
        assert!(said.starts_with("line 3: it is no event: "), "{said}");
        assert_eq!(good, Some(1));
        let mut bytes = format!("{HEADER}\n{END}\n").into_bytes();
        bytes.extend(b"\xff\xfe\n");
        assert_eq!(fault(&bytes).1, Some(1));
    }

    #[test]
    fn a_line_has_its_bound() {
        let output = |text: usize| {
            let text = "x".repeat(text);
            format!(
                r#"{{"seq":1,"t_ns":0,"actor":"p0","event":"output","stream":"stdout","text":"{text}"}}"#
            )
        };
        let fits = output(LONGEST_LINE - output(0).len());
        assert_eq!(fits.len(), LONGEST_LINE);
        for end in ["", "\n", "\r\n"] {
            assert!(read(format!("{HEADER}\n{fits}{end}").as_bytes()).is_ok());
        }
        let long = output(LONGEST_LINE + 1 - output(0).len());
        for end in ["", "\n"] {
            let (said, good) = fault(format!("{HEADER}\n{long}{end}").as_bytes());
            assert_eq!(said, "line 2: it is longer than 65536 bytes");
            assert_eq!(good, Some(0));
        }
    }
}
