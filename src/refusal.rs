//! What was refused, on its way from where it happened to where it is told: in English, and by name for every other language.
//!
//! ```text
//! stage, link ─▶ Sentence ─▶ `refused` with `why` and `said` ─▶ trace ─▶ the sentence in the language of who tells it
//! ```
//! Never knows what was asked for.

use crate::i18n::{Lang, Part, Sentence, knows, say};
use crate::protocol::{Filled, Said, What};

/// What a name of ours begins with: no other sentence of the catalogue is told of a run, whatever a file says.
const OURS: &str = "refused.";

/// How deep sentences stand in one another at most.
const DEEPEST: usize = 3;

/// The event.
pub fn of(what: &str, why: &Sentence) -> What {
    What::Refused {
        what: what.into(),
        why: why.to_string(),
        said: by_name(why),
    }
}

/// As it goes over the wire; words of others have no name.
pub fn by_name(sentence: &Sentence) -> Option<Said> {
    let (key, parts) = sentence.parts()?;
    let with = parts.iter().map(|(name, part)| {
        let filled = match part {
            Part::Text(text) => Filled::Text(text.clone()),
            Part::List(names) => Filled::Text(names.join(", ")),
            Part::Sentence(inner) => match by_name(inner) {
                Some(said) => Filled::Said(said),
                None => Filled::Text(inner.to_string()),
            },
        };
        (name.clone().into_owned(), filled)
    });
    Some(Said {
        key: key.to_owned(),
        with: with.collect(),
    })
}

/// Why, in a language: in the words that came with it, where this program knows no others.
pub fn why(why: &str, said: Option<&Said>, lang: Lang) -> String {
    said.and_then(|said| words(said, lang, DEEPEST))
        .unwrap_or_else(|| why.to_owned())
}

/// The sentence itself, of a part of our own program: any of the catalogue. Otherwise the words that came with it.
pub fn sentence(why: &str, said: Option<&Said>) -> Sentence {
    said.and_then(|said| named(said, DEEPEST))
        .unwrap_or_else(|| Sentence::foreign(why))
}

fn named(said: &Said, deep: usize) -> Option<Sentence> {
    if deep == 0 || !knows(&said.key) {
        return None;
    }
    let whole = Sentence::new(said.key.clone());
    said.with.iter().try_fold(whole, |whole, (name, filled)| {
        Some(match filled {
            Filled::Text(text) => whole.with(name.clone(), text),
            Filled::Said(said) => whole.with(name.clone(), named(said, deep - 1)?),
        })
    })
}

fn words(said: &Said, lang: Lang, deep: usize) -> Option<String> {
    if deep == 0 || !said.key.starts_with(OURS) || !knows(&said.key) {
        return None;
    }
    let parts = said.with.iter().map(|(name, filled)| match filled {
        Filled::Text(text) => Some((&**name, text.clone())),
        Filled::Said(said) => Some((&**name, words(said, lang, deep - 1)?)),
    });
    let parts: Vec<(&str, String)> = parts.collect::<Option<_>>()?;
    let with: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, &**text)).collect();
    Some(say(lang, &said.key, &with))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(event: &What, lang: Lang) -> String {
        match event {
            What::Refused {
                why: text, said, ..
            } => why(text, said.as_ref(), lang),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_refusal_is_told_in_each_language_after_its_way_over_the_wire() {
        let inner = Sentence::new("refused.memory");
        let event = of("pipe", &Sentence::new("refused.file").with("why", inner));
        let line = serde_json::to_string(&event).expect("JSON");
        let event: What = serde_json::from_str(&line).expect("the event");
        assert!(told(&event, Lang::En).contains("restart it then"), "{line}");
        assert!(told(&event, Lang::Zh).contains("内存"), "{line}");
        assert!(told(&event, Lang::Zh).contains("重来"), "{line}");
    }

    #[test]
    fn what_this_program_has_no_words_for_is_told_as_it_came() {
        let own = of("put", &Sentence::foreign("tasks: EPIPE"));
        assert_eq!(told(&own, Lang::Zh), "tasks: EPIPE");
        for key in ["refused.of_a_later_version", "app.tagline"] {
            let said = Said {
                key: key.to_owned(),
                with: [].into(),
            };
            assert_eq!(why("full", Some(&said), Lang::Zh), "full");
        }
        let mut deep = Said {
            key: "refused.memory".to_owned(),
            with: [].into(),
        };
        for _ in 0..10 {
            let with = [("why".to_owned(), Filled::Said(deep))];
            deep = Said {
                key: "refused.file".to_owned(),
                with: with.into(),
            };
        }
        assert_eq!(why("full", Some(&deep), Lang::Zh), "full");
    }
}
