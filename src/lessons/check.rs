//! Checks a lesson like a program: what refers to something finds it, what must be said is said, in every language.
//!
//! For those who write lessons, by the tests and from a folder. Never knows how a lesson is shown or run.

use std::collections::BTreeSet;

use crate::i18n::Lang;
use crate::lessons::{
    Below, Case, Lesson, LooksBack, NO_MARK, Next, PYTHON, Passage, Probe, Question, Range,
    Settings, Settled, Text, Tour, formula,
};
use crate::protocol::keys;

/// The widest a listing's line may be, in columns: half of a screen of 120, nearly half of one of 80.
pub const WIDEST: usize = 46;

/// What notes may ask for in braces; `narrate` fills it in from the world.
const KNOWN: &[&str] = &[
    "pid",
    "ppid",
    "tid",
    "name",
    "actor",
    "fork-last",
    "state",
    "status",
    "turns",
    "k",
    keys::SHARE,
];

/// The most choices a question may have: the letters A to F.
const MOST_CHOICES: usize = 6;

/// Everything that is wrong with a lesson, a sentence each, in the order in which it is found; none: it is sound.
pub fn faults(lesson: &Lesson) -> Vec<String> {
    let mut faults = Faults {
        lesson: &lesson.id,
        found: Vec::new(),
    };
    listing(lesson, &mut faults);
    knobs(lesson, &mut faults);
    for lang in Lang::ALL {
        texts(lesson, lang, &mut faults);
    }
    for question in &lesson.questions {
        asks(lesson, question, &mut faults);
    }
    for below in &lesson.below {
        says_below(lesson, below, &mut faults);
    }
    for next in &lesson.next {
        if let Next::Set(knobs) = next {
            for (knob, value) in knobs {
                let fits = lesson.defaults().set(lesson, knob, value);
                faults.hold(fits.is_ok(), || {
                    format!("to be tried next: {knob} = {value}, which can't be set")
                });
            }
        }
    }
    match &lesson.about {
        Some(about) => passage(lesson, "the lesson", about, &mut faults),
        None => faults.hold(false, || {
            "`about` names no lines that it is about".to_owned()
        }),
    }
    if let Some(LooksBack::HandOvers(mark)) = &lesson.looks_back {
        faults.hold(lesson.listing.line_of(mark).is_some(), || {
            format!("it looks back at {mark}, which marks no line")
        });
    }
    faults.hold(!lesson.next.is_empty(), || {
        "nothing is named to be tried when it is through".to_owned()
    });
    tour(lesson, &mut faults);
    faults.found
}

struct Faults<'l> {
    lesson: &'l str,
    found: Vec<String>,
}

impl Faults<'_> {
    /// Holds that something is so; if not, `otherwise` says what is wrong.
    fn hold(&mut self, is_so: bool, otherwise: impl FnOnce() -> String) {
        if !is_so {
            self.found.push(format!("{}: {}", self.lesson, otherwise()));
        }
    }

    /// Holds that there is a text for each of these and for nothing else.
    fn same<'n>(
        &mut self,
        what: &str,
        wanted: impl Iterator<Item = &'n str>,
        said: impl Iterator<Item = &'n String>,
    ) {
        let wanted: BTreeSet<&str> = wanted.collect();
        let said: BTreeSet<&str> = said.map(String::as_str).collect();
        self.hold(wanted == said, || {
            let missing: Vec<_> = wanted.difference(&said).collect();
            let idle: Vec<_> = said.difference(&wanted).collect();
            format!("{what}: no text for {missing:?}, a text for nothing: {idle:?}")
        });
    }
}

fn listing(lesson: &Lesson, faults: &mut Faults<'_>) {
    let listing = &lesson.listing;
    faults.hold(listing.cues().next().is_some(), || {
        "no line of the listing is marked".to_owned()
    });
    let shown = each_choice(lesson);
    let shown = shown
        .iter()
        .flat_map(|settings| listing.specialised(settings).lines);
    let mut wide: Vec<String> = shown
        .filter(|line| !line.text.is_ascii() || line.text.len() > WIDEST)
        .map(|line| line.text.trim().to_owned())
        .collect();
    wide.dedup();
    faults.hold(wide.is_empty(), || {
        let lines = wide.join("; ");
        format!("listing.py: more than {WIDEST} columns, or not ASCII: {lines}")
    });
    for line in &listing.lines {
        let text = line.text.trim();
        // Where one stands is never out of sight.
        faults.hold(line.cue.is_none() || line.fold.is_none(), || {
            format!("listing.py: a marked line is folded away: {text}")
        });
    }
    let defaults = listing.with(&lesson.defaults());
    faults.hold(defaults.program() == listing.program(), || {
        "listing.py doesn't give its knobs their defaults".to_owned()
    });
}

/// The defaults, and each choice of each knob with the others at their defaults.
fn each_choice(lesson: &Lesson) -> Vec<Settings> {
    let mut all = vec![lesson.defaults()];
    for knob in &lesson.knobs {
        if let Range::Choice { choices, .. } = &knob.range {
            for choice in choices {
                let mut settings = lesson.defaults();
                if settings.set(lesson, &knob.name, choice).is_ok() {
                    all.push(settings);
                }
            }
        }
    }
    all
}

fn knobs(lesson: &Lesson, faults: &mut Faults<'_>) {
    let names: BTreeSet<&str> = lesson.knobs.iter().map(|knob| &*knob.name).collect();
    faults.hold(names.len() == lesson.knobs.len(), || {
        "a knob is there twice".to_owned()
    });
    for knob in &lesson.knobs {
        let name = &knob.name;
        let default = knob.default_value();
        faults.hold(knob.check(&default) == Ok(default.clone()), || {
            format!("the knob {name}'s default {default:?} doesn't fit it")
        });
        if let Range::Int { min, max, .. } = knob.range {
            faults.hold(min < max, || format!("the knob {name} has no range"));
        }
        let assigned = format!("{name} = ");
        let lines = lesson.listing.lines.iter();
        let lines = lines.filter(|line| line.text.starts_with(&assigned));
        let lines = lines.count();
        // A knob of the schedule is none of the program's, and which CPython reads the listing is no line of it.
        let wanted = usize::from(!knob.schedule && *name != PYTHON);
        faults.hold(lines == wanted, || {
            format!(
                "{lines} lines of listing.py give the knob {name} its value: it must be {wanted}"
            )
        });
    }
}

fn texts(lesson: &Lesson, lang: Lang, faults: &mut Faults<'_>) {
    let (text, english) = (lesson.text(lang), lesson.text(Lang::default()));
    let code = lang.code();
    for (what, empty) in [
        ("title", text.title.is_empty()),
        ("summary", text.summary.is_empty()),
        ("facts", text.facts.is_empty()),
        ("about", text.about.is_empty()),
        ("end", text.end.is_empty()),
    ] {
        faults.hold(!empty, || format!("{code}.md has no {what}"));
    }
    faults.hold(text.facts.len() == english.facts.len(), || {
        format!("{code}.md: not as many facts as in English")
    });
    let of = |what: &str| format!("{code}.md, {what}");
    faults.same(&of("cue"), lesson.listing.cues(), text.notes.keys());
    let names = lesson.knobs.iter().map(|knob| &*knob.name);
    faults.same(&of("knob"), names, text.knobs.keys());
    let names = lesson.questions.iter().map(|question| &*question.name);
    faults.same(&of("predict"), names, text.questions.keys());
    let names = lesson.below.iter().map(|below| &*below.name);
    faults.same(&of("below"), names, text.below.keys());
    // The listing's own words are English.
    let titles = lesson.listing.lines.iter();
    let titles = titles.filter_map(|line| line.fold.as_deref());
    let titles = titles.filter(|title| lang != Lang::default() || text.folds.contains_key(*title));
    faults.same(&of("fold"), titles, text.folds.keys());
    let stops = lesson.tour.iter().flat_map(Tour::stops);
    faults.same(
        &of("tour"),
        stops.map(|stop| &*stop.say),
        text.captions.keys(),
    );
    notes(code, text, english, faults);
    speaker(lesson, code, text, english, faults);
    cases(lesson, code, text, english, faults);
}

/// What is said in some cases alone: of marks, knobs and questions that there are, and in every language.
fn cases(lesson: &Lesson, code: &str, text: &Text, english: &Text, faults: &mut Faults<'_>) {
    let said = all_cases(text);
    for (cue, case) in &said {
        let question = case.until.as_ref();
        let asked = question.is_none_or(|name| lesson.questions.iter().any(|q| q.name == *name));
        let nowhere = *cue == NO_MARK && case.doing.is_some();
        let known = *cue == "end" || nowhere || text.notes.contains_key(*cue);
        faults.hold(known && asked, || {
            format!(
                "{code}.md, {cue} until {question:?}: there is no such cue, or no such question"
            )
        });
        for (knob, value) in &case.knobs {
            let fits = lesson.defaults().set(lesson, knob, value);
            faults.hold(fits.is_ok(), || {
                format!("{code}.md, {cue} if {knob} = {value}: it can't be set")
            });
        }
    }
    faults.hold(said == all_cases(english), || {
        format!("{code}.md: cases of their own aren't the same as in English")
    });
}

/// Each case in which something of its own is said, in the order in which it is tried.
fn all_cases(text: &Text) -> Vec<(&str, &Case)> {
    let notes = text.cases.iter().flat_map(|(cue, all)| {
        let cases = all.iter();
        cases.map(|(case, _)| (&**cue, case))
    });
    let ends = text.end_cases.iter().map(|(case, _)| ("end", case));
    notes.chain(ends).collect()
}

fn notes(code: &str, text: &Text, english: &Text, faults: &mut Faults<'_>) {
    for (cue, note) in text.all_notes() {
        let asked = placeholders(note);
        let unknown = asked.iter().find(|name| !KNOWN.contains(name));
        faults.hold(unknown.is_none(), || {
            format!("{code}.md, cue {cue}: nothing is known by {unknown:?}")
        });
    }
    // Both have the same cues and cases in the same order, or that is said.
    for ((cue, note), (_, english)) in text.all_notes().zip(english.all_notes()) {
        faults.hold(placeholders(note) == placeholders(english), || {
            format!("{code}.md, cue {cue}: other braces than in English")
        });
    }
}

/// What a speaker is told: at marks and questions that there are, in every language.
fn speaker(lesson: &Lesson, code: &str, text: &Text, english: &Text, faults: &mut Faults<'_>) {
    for (name, words) in &text.speaker {
        let asked = lesson
            .questions
            .iter()
            .any(|question| question.name == *name);
        let marked = lesson.listing.cues().any(|cue| cue == name);
        faults.hold(asked || marked, || {
            format!("{code}.md, notes {name}: there is no such cue, and no such question")
        });
        let filled = formula::filled(words, &lesson.defaults(), &lesson.knobs);
        faults.hold(placeholders(&filled).is_empty(), || {
            format!("{code}.md, notes {name}: only knobs and formulas stand in braces: {filled}")
        });
    }
    faults.hold(text.speaker.keys().eq(english.speaker.keys()), || {
        format!("{code}.md: other sections `## notes:` than in English")
    });
}

fn asks(lesson: &Lesson, question: &Question, faults: &mut Faults<'_>) {
    let name = &question.name;
    let marked = |cue: &str| lesson.listing.cues().any(|marked| marked == cue);
    let at = question.at.as_deref();
    faults.hold(at.is_none_or(marked), || {
        format!("the question {name} is asked at {at:?}, where no line is marked")
    });
    if let Some(lines) = &question.lines {
        passage(lesson, &format!("the question {name}"), lines, faults);
    }
    let all_marked = |it: &Settled| it.marks().iter().all(|mark| marked(mark));
    let settled = question.settled.as_ref();
    faults.hold(settled.is_none_or(all_marked), || {
        format!("the question {name} is settled at {settled:?}, where no line is marked")
    });
    if let Probe::Comes(mark) = &question.asks {
        faults.hold(marked(mark), || {
            format!("the question {name} counts who comes to {mark:?}, where no line is marked")
        });
    }
    let look = question.look.as_ref();
    faults.hold(look.is_none_or(all_marked), || {
        format!("the question {name} is looked at {look:?}, where no line is marked")
    });
    for (local, value) in &question.or_local {
        let value = formula::value(value, &lesson.defaults());
        faults.hold(value.is_ok() && question.settled.is_some(), || {
            format!("the question {name}, or_local {local}: {value:?}, settled {settled:?}")
        });
    }
    let choices = question.choices.len();
    faults.hold((2..=MOST_CHOICES).contains(&choices), || {
        format!("the question {name} has {choices} choices: it may have 2 to {MOST_CHOICES}")
    });
    for lang in Lang::ALL {
        let Some(text) = lesson.text(lang).questions.get(name) else {
            continue; // it has been said that there is none
        };
        let said = text.choices.iter().filter(|choice| !choice.why.is_empty());
        let said = said.count();
        faults.hold(said == choices && text.choices.len() == choices, || {
            let code = lang.code();
            format!("{code}.md, predict {name}: {choices} choices, and words for {said} of them")
        });
    }
    for knob in question.only.keys().chain(question.not.keys()) {
        faults.hold(lesson.knob(knob).is_some(), || {
            format!("when the question {name} is asked depends on a knob {knob}, which isn't there")
        });
    }
    answer(lesson, question, faults);
    for choice in &question.choices {
        let defaults = lesson.defaults();
        if question.asks.is_number() {
            let value = formula::value(choice, &defaults);
            faults.hold(value.is_ok(), || format!("the question {name}: {value:?}"));
        }
        let filled = formula::filled(choice, &defaults, &lesson.knobs);
        faults.hold(!filled.contains("{="), || {
            format!("the question {name}: a formula can't be read: {filled}")
        });
    }
}

/// What is said of the answer beforehand: one of the choices, with knobs that there are.
fn answer(lesson: &Lesson, question: &Question, faults: &mut Faults<'_>) {
    let name = &question.name;
    let Some(answer) = &question.answer else {
        return;
    };
    for case in answer.cases() {
        let mut settings = lesson.defaults();
        for (knob, value) in &case.only {
            let fits = settings.set(lesson, knob, value);
            faults.hold(fits.is_ok(), || {
                format!("the question {name}, answer if {knob} = {value}: it can't be set")
            });
        }
        let spelled = |written: &str| question.spelled(written, &settings, &lesson.knobs);
        let is = spelled(&case.is);
        let mut choices = question.choices.iter();
        let chosen = is.is_some() && choices.any(|choice| spelled(choice) == is);
        faults.hold(chosen, || {
            format!(
                "the question {name}: the answer {:?} is none of its choices",
                case.is
            )
        });
    }
    faults.hold(!question.asks.is_explored(), || {
        format!("the question {name}: the explorer finds the answer; none is said beforehand")
    });
}

fn passage(lesson: &Lesson, whose: &str, passage: &Passage, faults: &mut Faults<'_>) {
    for name in passage.names() {
        let line = Passage::line(&lesson.listing, name);
        faults.hold(line.is_some(), || {
            format!("{whose} is about {name}, which marks no line and begins none")
        });
    }
}

fn says_below(lesson: &Lesson, below: &Below, faults: &mut Faults<'_>) {
    let name = &below.name;
    for knob in below.only.keys() {
        faults.hold(lesson.knob(knob).is_some(), || {
            format!("{name} is said below the stage only with a knob {knob}, which isn't there")
        });
    }
    if let Some(actors) = &below.actors {
        let value = formula::value(actors, &lesson.defaults());
        faults.hold(value.is_ok(), || {
            format!("what is said below the stage, {name}: {value:?}")
        });
    }
}

fn tour(lesson: &Lesson, faults: &mut Faults<'_>) {
    let marked = |cue: &str| lesson.listing.cues().any(|marked| marked == cue);
    let mut settings = lesson.defaults();
    for (knob, value) in lesson.tour.iter().flat_map(|tour| &tour.set) {
        let set = settings.set(lesson, knob, value);
        faults.hold(set.is_ok(), || format!("the tour sets {knob}: {set:?}"));
    }
    for stop in lesson.tour.iter().flat_map(Tour::stops) {
        let until = stop.until.as_deref();
        faults.hold(until.is_none_or(marked), || {
            format!("the tour waits for {until:?}, where no line is marked")
        });
    }
}

/// The names in braces in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let after_braces = text.split('{').skip(1);
    after_braces
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        // A plural, `{n:round|rounds}`, which a language may do without, is about the same value.
        .map(|name| name.split_once(':').map_or(name, |(name, _)| name))
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;
    use crate::lessons::Shelf;

    #[test]
    fn what_a_lesson_lacks_is_named() {
        let shelf = Shelf::read(|path| {
            let text = match path {
                "order.toml" => "process = [\"one\"]\nthread = []\ncoroutine = []\nall = []\n",
                "process/one/lesson.toml" => {
                    "scene = \"tree\"\nabout = [\"f\", \"e\"]\n[[knobs]]\nname = \"n\"\nkind = \"int\"\nmin = 1\nmax = 3\ndefault = 7\n\
                     [[predict]]\nname = \"q\"\nat = \"g\"\nasks = \"lines\"\nchoices = [\"n + m\", \"2\"]\nanswer = [{ only = { k = \"1\" }, is = \"9\" }]\n\
                     [[below]]\nname = \"b\"\nonly = { k = \"1\" }\nactors = \"m\"\n"
                }
                "process/one/listing.py" => "# region: r\nf()  #: f\n# endregion\n",
                "process/one/tour.toml" => "[[step]]\nuntil = \"h\"\nsay = \"s\"\n",
                "process/one/zh.md" => "# 一\n\n它。\n\n## about\n甲。\n\n## cue: f\n乙。\n",
                "process/one/en.md" => {
                    "# One\n\nIt.\n\n## about\nA.\n\n## cue: f\nAs {pdi} says.\n\n## cue: f if z = 1\nB.\n\n## end if n = 9\nC.\n\n## cue: f until r\nD.\n"
                }
                _ => return None,
            };
            Some(text.into())
        });
        let shelf = shelf.unwrap();
        let faults = faults(shelf.open("one").unwrap()).join("\n");
        for said in [
            "one: the knob n's default \"7\" doesn't fit it",
            "one: 0 lines of listing.py give the knob n its value",
            "one: listing.py: a marked line is folded away: f()",
            "one: zh.md, fold: no text for [\"r\"]",
            "one: en.md has no facts",
            "one: en.md, knob: no text for [\"n\"]",
            "one: en.md, predict: no text for [\"q\"]",
            "one: en.md, tour: no text for [\"s\"]",
            "one: en.md, cue f: nothing is known by Some(\"pdi\")",
            "one: en.md, f if z = 1: it can't be set",
            "one: en.md, end if n = 9: it can't be set",
            "one: en.md, f until Some(\"r\"): there is no such cue, or no such question",
            "one: zh.md: cases of their own aren't the same",
            "one: the lesson is about e, which marks no line",
            "one: the question q is asked at Some(\"g\")",
            "one: the question q: Err(\"n + m: ",
            "one: the question q: the answer \"9\" is none of its choices",
            "one: the question q, answer if k = 1: it can't be set",
            "one: en.md, below: no text for [\"b\"]",
            "one: b is said below the stage only with a knob k",
            "one: what is said below the stage, b: Err(\"m: ",
            "one: the tour waits for Some(\"h\")",
        ] {
            assert!(faults.contains(said), "{said}\nnot in\n{faults}");
        }
    }
}
