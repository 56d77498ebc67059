//! `--do "signal KILL p0/1"`: which signal, to which process of the run.
//!
//! Never knows whether there will be such a process.

use crate::i18n::Sentence;
use crate::protocol::{ActorId, Signal, Verb};

/// Reads what follows the word `signal`.
pub(super) fn parse(text: &str) -> Result<Verb, Sentence> {
    let [name, process] = text.split_whitespace().collect::<Vec<_>>()[..] else {
        return Err(Sentence::new("cli.do.signal_form").with("text", format!("{text:?}")));
    };
    let upper = name.to_uppercase();
    let whole = format!("SIG{}", upper.strip_prefix("SIG").unwrap_or(&upper));
    let Some(signal) = Signal::ALL.into_iter().find(|known| known.name() == whole) else {
        return Err(Sentence::new("cli.do.unknown_signal").with("name", name));
    };
    let to: ActorId = process
        .parse()
        .map_err(|_| Sentence::new("cli.do.no_actor").with("name", format!("{process:?}")))?;
    if to.as_str() != to.process() {
        return Err(Sentence::new("cli.do.no_process")
            .with("process", to.process())
            .with("actor", &to));
    }
    Ok(Verb::Signal { signal, to })
}

/// A process that is stopped and not continued would never let the run come to its end.
pub(super) fn nobody_stays_stopped(verbs: &[Verb]) -> Result<(), Sentence> {
    for (at, verb) in verbs.iter().enumerate() {
        let Verb::Signal {
            signal: Signal::Stop,
            to,
        } = verb
        else {
            continue;
        };
        let goes_on = verbs[at..].iter().any(|later| {
            matches!(later, Verb::Signal { signal: Signal::Cont | Signal::Kill, to: whom } if whom == to)
        });
        if !goes_on {
            return Err(Sentence::new("cli.do.stays_stopped").with("process", to));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_signal_is_read_in_any_usual_spelling() {
        for text in ["KILL p0/1", " kill  p0/1", "SIGKILL p0/1"] {
            let to = ActorId::root().child(1);
            let signal = Signal::Kill;
            assert_eq!(parse(text), Ok(Verb::Signal { signal, to }), "{text}");
        }
    }

    #[test]
    fn what_is_no_signal_or_no_process_is_told_what_would_be_right() {
        for (text, said) in [
            ("", "needs a signal and a process"),
            ("KILL", "needs a signal and a process"),
            ("HUP p0", "TERM, STOP, CONT and KILL, not HUP"),
            ("KILL 4711", "names no actor"),
            ("KILL p0.t1", "such as p0, not to p0.t1"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn a_stop_needs_its_end() {
        let verbs = |texts: &[&str]| -> Vec<Verb> {
            texts.iter().map(|text| parse(text).unwrap()).collect()
        };
        for (texts, fits) in [
            (&["STOP p0", "CONT p0"][..], true),
            (&["STOP p0", "KILL p0"], true),
            (&["STOP p0"], false),
            (&["CONT p0", "STOP p0"], false),
            (&["STOP p0", "CONT p0/1"], false),
        ] {
            let checked = nobody_stays_stopped(&verbs(texts));
            assert_eq!(checked.is_ok(), fits, "{texts:?}");
        }
    }
}
