//! One line of a trace: an event, and the line itself where it says more than is known.
//!
//! Never knows where lines come from.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::protocol::{ActorId, Event, What, contract};

/// An event as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The event; [`What::Unknown`] where its name isn't known.
    pub event: Event,
    /// The line as it was written, where an event that is known has a field that isn't: what is saved again.
    pub as_written: Option<Box<str>>,
}

impl From<Event> for Line {
    fn from(event: Event) -> Self {
        let as_written = None;
        Self { event, as_written }
    }
}

impl Line {
    /// Reads a line, without its end.
    ///
    /// # Errors
    /// It is no JSON, or an event without what an event of its name must have.
    pub fn read(text: &[u8]) -> serde_json::Result<Self> {
        let known = serde_json::from_slice::<Event>(text);
        let event = match known {
            Ok(event) => event,
            Err(why) => match serde_json::from_slice::<Strange>(text) {
                Ok(strange) if !contract::is_event(&strange.event) => {
                    return Ok(strange.written_as(utf8(text)?).into());
                }
                _ => return Err(why),
            },
        };
        let keys: Keys<'_> = serde_json::from_slice(text)?;
        let known = |key: &Cow<'_, str>| contract::has_field(event.what.name(), key);
        if keys.0.iter().all(known) {
            return Ok(event.into());
        }
        let as_written = Some(utf8(text)?.into());
        Ok(Self { event, as_written })
    }
}

/// What an event has, whatever it is.
#[derive(Deserialize)]
struct Strange {
    seq: u64,
    t_ns: u64,
    actor: ActorId,
    event: Arc<str>,
}

impl Strange {
    fn written_as(self, line: &str) -> Event {
        Event {
            seq: self.seq,
            t_ns: self.t_ns,
            actor: self.actor,
            what: What::Unknown {
                event: self.event,
                line: line.into(),
            },
        }
    }
}

fn utf8(text: &[u8]) -> serde_json::Result<&str> {
    std::str::from_utf8(text).map_err(serde_json::Error::custom)
}

/// The names of an object's fields.
struct Keys<'a>(Vec<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Keys<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Names)
    }
}

struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Keys<'de>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys<'de>, A::Error> {
        /// Borrowed where it has no escapes.
        #[derive(Deserialize)]
        struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
        let mut names = Vec::with_capacity(8);
        while let Some((Name(name), IgnoredAny)) = map.next_entry()? {
            names.push(name);
        }
        Ok(Keys(names))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn read(text: &str) -> Line {
        Line::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_line_that_says_more_than_is_known_is_kept_as_it_was_written() {
        let plain = r#"{"seq":1,"t_ns":0,"actor":"p0","event":"unblocked","on":"x"}"#;
        assert_eq!(read(plain).as_written, None);
        for more in [
            r#"{"seq":1,"t_ns":0,"actor":"p0","event":"unblocked","on":"x","after_ns":1e99}"#,
            r#"{"seq":1, "because":{"deep":[1.0,null]}, "t_ns":0,"actor":"p0","event":"unblocked","on":"x"}"#,
            r#"{"seq":1,"t_ns":0,"actor":"p0","event":"unblocked","on":"x","owner":"p0"}"#,
        ] {
            let line = read(more);
            assert_eq!(line.event, read(plain).event, "{more}");
            assert_eq!(line.as_written.as_deref(), Some(more));
        }
    }

    #[test]
    fn an_event_of_a_name_that_is_not_known_is_one() {
        let text = r#"{"event":"dreams","of":["sheep"],"seq":3,"t_ns":9,"actor":"p0.t1"}"#;
        let line = read(text);
        assert_eq!((line.event.seq, line.event.t_ns), (3, 9));
        assert_eq!(line.event.what.name(), "dreams");
        let What::Unknown { line, .. } = line.event.what else {
            panic!("it isn't known");
        };
        assert_eq!(&*line, text);
    }

    #[test]
    fn an_event_of_a_known_name_must_be_whole() {
        for text in [
            r#"{"seq":1,"t_ns":0,"actor":"p0","event":"unblocked"}"#,
            r#"{"seq":1,"t_ns":0,"actor":"p0","event":"state","state":"dreaming","source":"demo"}"#,
            r#"{"seq":1,"t_ns":0,"actor":"p0","event":"fact","key":"k","value":1,"source":"demo"}"#,
            r#"{"seq":1,"t_ns":0,"actor":"p0"}"#,
            r#"{"seq":1,"t_ns":0,"event":"dreams"}"#,
            r#"{"seq":-1,"t_ns":0,"actor":"p0","event":"dreams"}"#,
            r#"{"seq":1,"t_ns":0,"actor":"nobody","event":"dreams"}"#,
            r#"{"seq":1,"t_ns":0,"actor":"p0","event":"dreams""#,
            r#"[1]"#,
        ] {
            assert!(Line::read(text.as_bytes()).is_err(), "{text}");
        }
        let not_utf8 =
            b"{\"seq\":1,\"t_ns\":0,\"actor\":\"p0\",\"event\":\"dreams\",\"of\":\"\xff\"}";
        assert!(Line::read(not_utf8).is_err());
    }
}
