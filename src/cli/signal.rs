//! `--do "signal KILL p0/1"`: which signal, to which process of the run.
//!
//! Never knows whether there will be such a process.

use crate::protocol::{ActorId, Signal, Verb};

/// How it is written.
const FORM: &str = "write it as --do \"signal KILL p0/1\"";

/// Reads what follows the word `signal`.
pub(super) fn parse(text: &str) -> Result<Verb, String> {
    let [name, process] = text.split_whitespace().collect::<Vec<_>>()[..] else {
        return Err(format!(
            "--do signal needs a signal and a process, not {text:?}: {FORM}"
        ));
    };
    let upper = name.to_uppercase();
    let whole = format!("SIG{}", upper.strip_prefix("SIG").unwrap_or(&upper));
    let Some(signal) = Signal::ALL.into_iter().find(|known| known.name() == whole) else {
        return Err(format!(
            "--do signal: the signals are TERM, STOP, CONT and KILL, not {name}"
        ));
    };
    let to: ActorId = process
        .parse()
        .map_err(|error| format!("--do signal: {error}"))?;
    if to.as_str() != to.process() {
        return Err(format!(
            "--do signal: a signal goes to a process such as {}, not to {to}",
            to.process()
        ));
    }
    Ok(Verb::Signal { signal, to })
}

/// A process that is stopped and not continued would never let the run come to its end.
pub(super) fn nobody_stays_stopped(verbs: &[Verb]) -> Result<(), String> {
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
            return Err(format!(
                "{to} would stay stopped and the run would never end: add --do \"signal CONT {to}\""
            ));
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
            let error = parse(text).unwrap_err();
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
