//! The events by name, each with its fields: what of a line this program knows. What it doesn't know is an addition of a
//! later version, and no fault.
//!
//! Never knows what an event means.

use crate::protocol::What;

/// What the first line of a trace may have.
const OF_HEADER: [&str; 6] = [
    "concurrium",
    "lesson",
    "knobs",
    "schedule",
    "python",
    "listing",
];

/// What every event has.
const OF_ALL: [&str; 4] = ["seq", "t_ns", "actor", "event"];

/// The events, each with the fields that it may have beside those of all.
const EVENTS: [(&str, &[&str]); 15] = [
    (
        "born",
        &[
            "kind", "parent", "name", "pid", "ppid", "pgid", "sid", "tid",
        ],
    ),
    (
        "line",
        &[
            "cue", "line", "rust", "file", "function", "text", "does", "after", "frames",
        ],
    ),
    (
        "passes",
        &[
            "cue", "line", "rust", "file", "function", "text", "does", "after", "frames",
        ],
    ),
    ("source", &["file", "part", "of", "text"]),
    ("fact", &["key", "value", "source"]),
    ("blocked", &["on", "owner", "parked", "until_ns", "input"]),
    ("unblocked", &["on"]),
    ("message", &["from", "to", "verb", "value"]),
    ("outcome", &["verb", "call", "result", "value", "exception"]),
    ("exception", &["text", "fate", "line", "file", "function"]),
    ("output", &["stream", "text", "open", "unsigned"]),
    ("state", &["state", "source", "status"]),
    ("refused", &["what", "why", "said"]),
    ("fault", &["what", "why"]),
    ("ended", &["how", "reaped_by"]),
];

/// Whether a trace's first line may have the field.
pub fn header_has(field: &str) -> bool {
    OF_HEADER.contains(&field)
}

/// Whether there is an event of this name.
pub fn is_event(name: &str) -> bool {
    fields_of(name).is_some()
}

/// Whether an event of this name may have the field; one that isn't known has those of all.
pub fn has_field(event: &str, field: &str) -> bool {
    OF_ALL.contains(&field) || fields_of(event).is_some_and(|fields| fields.contains(&field))
}

fn fields_of(event: &str) -> Option<&'static [&'static str]> {
    let found = EVENTS.iter().find(|(name, _)| *name == event);
    found.map(|(_, fields)| *fields)
}

impl What {
    /// The event's name.
    pub fn name(&self) -> &str {
        match self {
            What::Born { .. } => "born",
            What::Line(_) => "line",
            What::Passes(_) => "passes",
            What::Source { .. } => "source",
            What::Fact { .. } => "fact",
            What::Blocked { .. } => "blocked",
            What::Unblocked { .. } => "unblocked",
            What::Message { .. } => "message",
            What::Outcome { .. } => "outcome",
            What::Exception { .. } => "exception",
            What::Output { .. } => "output",
            What::State { .. } => "state",
            What::Refused { .. } => "refused",
            What::Fault { .. } => "fault",
            What::Ended { .. } => "ended",
            What::Unknown { event, .. } => event,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::{Map, Value, json};

    use super::*;

    /// A value that a field can have.
    fn value(field: &str) -> Value {
        match field {
            "kind" => json!("thread"),
            "parent" | "owner" | "reaped_by" => json!("p0"),
            "pid" | "ppid" | "pgid" | "sid" | "tid" | "line" | "rust" | "status" | "until_ns"
            | "part" | "of" => {
                json!(7)
            }
            "source" => json!("kernel"),
            "open" | "parked" | "input" | "unsigned" => json!(true),
            "result" => json!("yield"),
            "stream" => json!("stdout"),
            "state" => json!("zombie"),
            "how" => json!({"exit": 0}),
            "fate" => json!("caught"),
            "after" => json!("call"),
            "frames" => json!({
                "keeps": 1,
                "calls": [{"function": "f", "line": 2, "file": "own.py", "locals": [["x", "1"]]}],
                "left_out": 3,
                "locals": [["y", null]]
            }),
            "does" => {
                json!([{"call": "lock_with", "on": "a", "now": "held", "n": 1, "of": 2, "who": "p0"}])
            }
            "said" => json!({"key": "refused.memory", "with": {"why": "text"}}),
            _ => json!("text"),
        }
    }

    #[test]
    fn the_table_has_every_event_with_every_field_and_nothing_else() {
        for (name, fields) in EVENTS {
            let mut line = Map::new();
            line.insert("event".into(), json!(name));
            for field in fields {
                line.insert((*field).into(), value(field));
            }
            let what: What = serde_json::from_value(Value::Object(line.clone())).unwrap();
            assert_eq!(what.name(), name);
            // A field that it hadn't would be gone.
            assert_eq!(serde_json::to_value(&what).unwrap(), Value::Object(line));
        }
        let unknown = serde_json::from_str::<What>(r#"{"event":"x"}"#).unwrap_err();
        let said = unknown.to_string();
        for (name, _) in EVENTS {
            assert!(said.contains(&format!("`{name}`")), "{said}");
        }
        assert_eq!(said.matches('`').count(), 2 * (EVENTS.len() + 1), "{said}");
    }

    #[test]
    fn what_is_known_is_told_from_what_is_not() {
        assert!(is_event("born") && !is_event("dreams"));
        assert!(has_field("blocked", "owner") && has_field("blocked", "seq"));
        assert!(!has_field("unblocked", "owner") && !has_field("dreams", "owner"));
    }

    #[test]
    fn a_wait_status_says_how_a_process_left() {
        use crate::protocol::How;
        for (status, how) in [
            (0, How::Exit(0)),
            (768, How::Exit(3)),
            (0xff00, How::Exit(255)),
            (9, How::Signal(9)),
            (0x8b, How::Signal(11)), // with a core dumped
        ] {
            assert_eq!(How::of_status(status), how);
        }
    }
}
