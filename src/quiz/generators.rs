//! Drills about generators: what the last verb gives, or raises.
//!
//! Never knows the screen.

use crate::lessons::DrillKind;
use crate::python::{Class, Generator, Py, Value, Yielder};
use crate::quiz::dice::Dice;
use crate::quiz::drill::{Drill, Words, Wrong, with_choices};

/// A statement of a generator's body.
#[derive(Debug, Clone, PartialEq)]
enum Statement {
    /// `x = yield 1`
    Ask(i64),
    /// `yield x`
    Echo,
    /// `return 7`
    Return(i64),
    /// `try:` these `except NAME:` those.
    Try(Vec<Statement>, Class, Vec<Statement>),
}

/// What is done to it.
#[derive(Debug, Clone, PartialEq)]
enum Verb {
    Next,
    Send(i64),
    Throw(Class),
    Close,
}

impl Verb {
    fn python(&self) -> String {
        match self {
            Verb::Next => "next(g)".to_owned(),
            Verb::Send(value) => format!("g.send({value})"),
            Verb::Throw(class) => format!("g.throw({})", class.name()),
            Verb::Close => "g.close()".to_owned(),
        }
    }

    fn of(&self, g: &Generator) -> Py {
        match self {
            Verb::Next => g.next(),
            Verb::Send(value) => g.send(*value),
            Verb::Throw(class) => g.throw(class.bare()),
            Verb::Close => g.close(),
        }
    }
}

fn write(statements: &[Statement], depth: usize, text: &mut String) {
    let margin = "    ".repeat(depth);
    for statement in statements {
        match statement {
            Statement::Ask(value) => *text += &format!("{margin}x = yield {value}\n"),
            Statement::Echo => *text += &format!("{margin}x = yield x\n"),
            Statement::Return(value) => *text += &format!("{margin}return {value}\n"),
            Statement::Try(body, class, handler) => {
                *text += &format!("{margin}try:\n");
                write(body, depth + 1, text);
                *text += &format!("{margin}except {}:\n", class.name());
                write(handler, depth + 1, text);
            }
        }
    }
}

/// Runs statements; `Some` is what the body returns.
fn run(y: &Yielder<'_>, statements: &[Statement], x: &mut Value) -> Py<Option<Value>> {
    for statement in statements {
        match statement {
            Statement::Ask(value) => *x = y.yield_(*value)?,
            Statement::Echo => *x = y.yield_(x.clone())?,
            Statement::Return(value) => return Ok(Some((*value).into())),
            Statement::Try(body, class, handler) => {
                let ended = match run(y, body, x) {
                    Err(raised) if raised.is_a(*class) => run(y, handler, x)?,
                    other => other?,
                };
                if ended.is_some() {
                    return Ok(ended);
                }
            }
        }
    }
    Ok(None)
}

fn random(dice: &mut Dice) -> Vec<Statement> {
    let value = |dice: &mut Dice| dice.number(4);
    let mut body = vec![Statement::Ask(value(dice))];
    if dice.heads() {
        body.push(Statement::Echo);
    } else {
        body.push(Statement::Ask(value(dice) + 4));
    }
    if dice.roll(3) > 0 {
        let class = dice.pick(&[Class::ValueError, Class::ValueError, Class::GeneratorExit]);
        let handler = match dice.roll(3) {
            0 => vec![Statement::Return(9)],
            _ => vec![Statement::Ask(9)],
        };
        body = vec![Statement::Try(body, class, handler)];
    }
    if dice.heads() {
        body.push(Statement::Return(7));
    }
    body
}

/// How a verb comes out, in the words of the choices.
fn came(of: &Py) -> String {
    match of {
        Ok(value) => value.repr(),
        Err(raised) => raised.to_string(),
    }
}

/// A drill, if what chance has made is worth one.
pub(super) fn drill(dice: &mut Dice) -> Option<Drill> {
    let body = random(dice);
    let mut verbs = Vec::new();
    if dice.roll(6) > 0 {
        verbs.push(Verb::Next);
    }
    for _ in 0..1 + dice.roll(3) {
        verbs.push(match dice.roll(6) {
            0 | 1 => Verb::Next,
            2 | 3 => Verb::Send(10 * dice.number(3)),
            4 => Verb::Throw(dice.pick(&[Class::ValueError, Class::KeyError])),
            _ => Verb::Close,
        });
    }
    let mut text = String::from("def body():\n    x = None\n");
    write(&body, 1, &mut text);
    text += "\ng = body()\n";
    let statements = body.clone();
    let g = Generator::new(move |y| {
        let ended = run(y, &statements, &mut Value::None)?;
        Ok(ended.unwrap_or_default())
    });
    let mut outcomes = Vec::new();
    for verb in &verbs {
        outcomes.push(verb.of(&g));
    }
    let (last, before) = verbs.split_last()?;
    // Versions before 3.13 give None for what a body returns at its close.
    if *last == Verb::Close
        && outcomes
            .last()?
            .as_ref()
            .is_ok_and(|value| *value != Value::None)
    {
        return None;
    }
    for verb in before {
        text += &format!("try: {}\nexcept Exception: pass\n", verb.python());
    }
    text += &format!("{}\n", last.python());
    let truth = came(outcomes.last()?);
    let mut wrong: Vec<String> = outcomes.iter().map(came).collect();
    if let Verb::Send(value) = last {
        wrong.push(value.to_string());
    }
    wrong.extend(
        [
            "None",
            "StopIteration",
            "StopIteration: 7",
            "9",
            "ValueError",
            "1",
        ]
        .map(String::from),
    );
    wrong.retain(|wrong| *wrong != truth);
    dice.shuffle(&mut wrong);
    let how = match outcomes.last()? {
        Ok(_) if *last == Verb::Close => "closed_why",
        Ok(_) => "yields_why",
        Err(raised) if raised.is_a(Class::StopIteration) => "ends_why",
        Err(_) => "raises_why",
    };
    let state = g.state().name();
    let words = (
        Words::new("verb", &[("verb", &last.python())]),
        Words::new(
            how,
            &[
                ("verb", &last.python()),
                ("truth", &truth),
                ("state", state),
            ],
        ),
    );
    let wrong = wrong.into_iter();
    let wrong = wrong.map(|wrong| Wrong::new(&wrong, idea(&wrong, &truth, last)));
    let wrong = wrong.collect();
    with_choices(dice, (DrillKind::Generators, text), words, &truth, wrong)
}

/// Which idea leads to an outcome that isn't the verb's.
fn idea(wrong: &str, truth: &str, verb: &Verb) -> Words {
    let ends = |text: &str| text.starts_with("StopIteration");
    let sent = matches!(verb, Verb::Send(value) if value.to_string() == wrong);
    let idea = match wrong {
        _ if sent => "idea.goes_in",
        _ if ends(wrong) && ends(truth) => "idea.carries",
        _ if ends(wrong) => "idea.ends_here",
        "None" => "idea.nothing",
        _ if wrong.parse::<i64>().is_ok() => "idea.yields_here",
        _ => "idea.nobody_catches",
    };
    Words::new(idea, &[("value", wrong)])
}
