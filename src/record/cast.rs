//! A recording of a terminal as asciinema plays it: asciicast v2, or v3.
//!
//! Both are lines of JSON: a header, then events. v2 counts an event's seconds from the beginning, v3 from the event before
//! (<https://docs.asciinema.org/manual/asciicast/v2/>, …/v3/).
//!
//! Never knows what is shown, nor where the lines go.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::record::picture::Ground;

/// What a terminal is told at first: its cursor is shown only where one types.
const HIDE_CURSOR: &str = "\x1b[?25l";

/// The sixteen colours that terminals name, as xterm has them.
const PALETTE: &str = "#000000:#cd0000:#00cd00:#cdcd00:#0000ee:#cd00cd:#00cdcd:#e5e5e5:#7f7f7f:#ff0000:#00ff00:#ffff00:#5c5cff:#ff00ff:#00ffff:#ffffff";

/// Which of the two formats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Version {
    /// What every player plays.
    #[default]
    V2,
    /// Since asciinema 3.0.
    V3,
}

/// A recording that is being written. Each line is written whole: what is there can be played at any moment.
pub struct Cast<W> {
    out: W,
    version: Version,
    last: Duration,
}

impl<W: Write> Cast<W> {
    /// Begins a recording of a terminal of so many columns and rows, on this ground: without one, it is the player's.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn begin(
        mut out: W,
        version: Version,
        (columns, rows): (u16, u16),
        title: &str,
        ground: Option<&Ground>,
    ) -> io::Result<Self> {
        let terminal = "xterm-256color";
        let mut header = match version {
            Version::V2 => json!({
                "version": 2, "width": columns, "height": rows, "title": title, "env": {"TERM": terminal},
            }),
            Version::V3 => json!({
                "version": 3, "term": {"cols": columns, "rows": rows, "type": terminal}, "title": title,
            }),
        };
        if let Some(ground) = ground {
            let theme = json!({"fg": ground.fg, "bg": ground.bg, "palette": PALETTE});
            match version {
                Version::V2 => header["theme"] = theme,
                Version::V3 => header["term"]["theme"] = theme,
            }
        }
        write_line(&mut out, &header)?;
        let mut cast = Self {
            out,
            version,
            last: Duration::ZERO,
        };
        cast.event(Duration::ZERO, "o", HIDE_CURSOR)?;
        Ok(cast)
    }

    /// The terminal was sent this, so long after the beginning. What isn't UTF-8 is replaced.
    ///
    /// # Errors
    /// It can't be written.
    pub fn output(&mut self, at: Duration, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [] => Ok(()),
            bytes => self.event(at, "o", &String::from_utf8_lossy(bytes)),
        }
    }

    /// A place to jump to, with a word on it.
    ///
    /// # Errors
    /// It can't be written.
    pub fn marker(&mut self, at: Duration, label: &str) -> io::Result<()> {
        self.event(at, "m", label)
    }

    /// The terminal has so many columns and rows from here on.
    ///
    /// # Errors
    /// It can't be written.
    pub fn resize(&mut self, at: Duration, (columns, rows): (u16, u16)) -> io::Result<()> {
        self.event(at, "r", &format!("{columns}x{rows}"))
    }

    fn event(&mut self, at: Duration, kind: &str, data: &str) -> io::Result<()> {
        // Time doesn't run backwards in a recording.
        let at = at.max(self.last);
        let time = match self.version {
            Version::V2 => at,
            Version::V3 => at - self.last,
        };
        self.last = at;
        write_line(&mut self.out, &json!([seconds(time), kind, data]))
    }
}

/// To a thousandth, which is more than a screen shows.
fn seconds(time: Duration) -> Value {
    json!(time.as_millis() as f64 / 1000.0)
}

fn write_line(out: &mut impl Write, line: &Value) -> io::Result<()> {
    let mut line = line.to_string();
    line.push('\n');
    out.write_all(line.as_bytes())?;
    out.flush()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    const HIDDEN: &str = r#"[0.0,"o","\u001b[?25l"]"#;

    fn recorded(version: Version) -> Vec<String> {
        let mut lines = Vec::new();
        let mut cast = Cast::begin(&mut lines, version, (80, 24), "fork-tree", None).unwrap();
        let ms = Duration::from_millis;
        cast.output(ms(500), "进程\x1b[0m".as_bytes()).unwrap();
        cast.marker(ms(1500), "two").unwrap();
        cast.output(ms(1500), b"").unwrap();
        cast.resize(ms(1250), (100, 30)).unwrap();
        cast.output(ms(2000), b"x").unwrap();
        let text = String::from_utf8(lines).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn v2_counts_from_the_beginning() {
        let header = r#"{"env":{"TERM":"xterm-256color"},"height":24,"title":"fork-tree","version":2,"width":80}"#;
        assert_eq!(
            recorded(Version::V2),
            [
                header,
                HIDDEN,
                r#"[0.5,"o","进程\u001b[0m"]"#,
                r#"[1.5,"m","two"]"#,
                r#"[1.5,"r","100x30"]"#,
                r#"[2.0,"o","x"]"#,
            ]
        );
    }

    #[test]
    fn v3_counts_from_the_event_before() {
        let header = r#"{"term":{"cols":80,"rows":24,"type":"xterm-256color"},"title":"fork-tree","version":3}"#;
        assert_eq!(
            recorded(Version::V3),
            [
                header,
                HIDDEN,
                r#"[0.5,"o","进程\u001b[0m"]"#,
                r#"[1.0,"m","two"]"#,
                r#"[0.0,"r","100x30"]"#,
                r#"[0.5,"o","x"]"#,
            ]
        );
    }

    #[test]
    fn the_ground_is_the_players_too() {
        for (version, place) in [(Version::V2, "/theme"), (Version::V3, "/term/theme")] {
            let mut lines = Vec::new();
            let ground = Ground {
                fg: "#24292f".to_owned(),
                bg: "#ffffff".to_owned(),
            };
            Cast::begin(&mut lines, version, (80, 24), "x", Some(&ground)).unwrap();
            let text = String::from_utf8(lines).unwrap();
            let header: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
            let theme = header.pointer(place).unwrap();
            assert_eq!([&theme["fg"], &theme["bg"]], ["#24292f", "#ffffff"]);
            assert_eq!(theme["palette"].as_str().unwrap().split(':').count(), 16);
        }
    }

    #[test]
    fn a_full_disk_is_told() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let error = Cast::begin(full.unwrap(), Version::V2, (80, 24), "x", None).err();
        assert_eq!(error.unwrap().kind(), io::ErrorKind::StorageFull);
    }
}
