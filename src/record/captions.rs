//! What a recorded tour says, and from when until when: subtitles beside the recording, for a voice or a translation.
//!
//! Never knows the recording.

use std::fmt::Write;
use std::time::Duration;

/// Something that is said for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// Since the recording's beginning.
    pub from: Duration,
    /// Since the recording's beginning.
    pub to: Duration,
    /// Without markup, on one line.
    pub text: String,
}

/// Which of the two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// SubRip: what video editors read.
    Srt,
    /// WebVTT: what browsers read (<https://www.w3.org/TR/webvtt1/>).
    Vtt,
}

/// The file of these captions, which come one after the other.
pub fn written(captions: &[Caption], format: Format) -> String {
    let mut file = String::from(match format {
        Format::Srt => "",
        Format::Vtt => "WEBVTT\n\n",
    });
    for (number, caption) in (1..).zip(captions) {
        let [from, to] = [caption.from, caption.to].map(|time| clock(time, format));
        let text = match format {
            Format::Srt => caption.text.clone(),
            Format::Vtt => caption.text.replace('&', "&amp;").replace('<', "&lt;"),
        };
        let _ = write!(file, "{number}\n{from} --> {to}\n{text}\n\n");
    }
    file
}

/// `00:01:02,003`, or with a point.
fn clock(time: Duration, format: Format) -> String {
    let point = match format {
        Format::Srt => ',',
        Format::Vtt => '.',
    };
    let (seconds, ms) = (time.as_secs(), time.subsec_millis());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_are_written_as_their_readers_want_them() {
        let said = [Caption {
            from: Duration::from_millis(2_000),
            to: Duration::from_millis(3_723_004),
            text: "a < b".to_owned(),
        }];
        assert_eq!(
            written(&said, Format::Srt),
            "1\n00:00:02,000 --> 01:02:03,004\na < b\n\n"
        );
        assert_eq!(
            written(&said, Format::Vtt),
            "WEBVTT\n\n1\n00:00:02.000 --> 01:02:03.004\na &lt; b\n\n"
        );
    }
}
