//! Drills about programs that fork: how many processes, how many letters, which outputs.
//!
//! Never knows the screen.

use crate::lessons::DrillKind;
use crate::quiz::dice::Dice;
use crate::quiz::drill::{Drill, Words, Wrong, with_choices};
use crate::quiz::processes::{Do, Machine};

/// A statement of such a program.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Statement {
    Fork,
    /// `if os.fork() == 0:` and `else:`.
    ForkIf(Vec<Statement>, Vec<Statement>),
    /// `for _ in range(n): os.fork()`
    Loop(usize),
    /// `os.write(1, b"a")`: unlike `print`, it is one piece however many write at once.
    Print(char),
    Wait,
    Exit,
}

/// A program, with what has to be known about it.
struct Program {
    statements: Vec<Statement>,
}

impl Program {
    fn python(&self) -> String {
        let mut text = String::from("import os\n\n");
        write(&self.statements, 0, &mut text);
        text
    }

    fn instructions(&self) -> Vec<Do> {
        let mut program = Vec::new();
        compile(&self.statements, &mut program);
        program
    }
}

fn write(statements: &[Statement], depth: usize, text: &mut String) {
    let margin = "    ".repeat(depth);
    for statement in statements {
        match statement {
            Statement::Fork => *text += &format!("{margin}os.fork()\n"),
            Statement::Loop(times) => {
                *text += &format!("{margin}for _ in range({times}):\n{margin}    os.fork()\n");
            }
            Statement::Print(letter) => {
                *text += &format!("{margin}os.write(1, b\"{letter}\")\n");
            }
            Statement::Wait => *text += &format!("{margin}os.wait()\n"),
            Statement::Exit => *text += &format!("{margin}os._exit(0)\n"),
            Statement::ForkIf(child, parent) => {
                *text += &format!("{margin}if os.fork() == 0:\n");
                write(child, depth + 1, text);
                if !parent.is_empty() {
                    *text += &format!("{margin}else:\n");
                    write(parent, depth + 1, text);
                }
            }
        }
    }
}

fn compile(statements: &[Statement], program: &mut Vec<Do>) {
    for statement in statements {
        match statement {
            Statement::Fork => program.push(Do::Fork),
            Statement::Loop(times) => program.extend(vec![Do::Fork; *times]),
            Statement::Print(letter) => program.push(Do::Print(*letter)),
            Statement::Wait => program.push(Do::Wait),
            Statement::Exit => program.push(Do::Exit),
            Statement::ForkIf(child, parent) => {
                program.push(Do::Fork);
                let branch = program.len();
                program.push(Do::To(0)); // known below
                compile(child, program);
                let over = program.len();
                program.push(Do::To(0));
                program[branch] = Do::ParentTo(program.len());
                compile(parent, program);
                program[over] = Do::To(program.len());
            }
        }
    }
}

fn random(dice: &mut Dice) -> Program {
    use Statement::{Exit, Fork, ForkIf, Loop, Print, Wait};
    let mut statements = Vec::new();
    let letter = |dice: &mut Dice| Print(dice.pick(&['a', 'b', 'c']));
    if dice.roll(3) == 0 {
        statements.push(letter(dice));
    }
    let count = 1 + dice.roll(2);
    for _ in 0..count {
        match dice.roll(5) {
            0 => statements.push(Fork),
            1 => statements.push(Loop(2)),
            _ => {
                let mut child = match dice.roll(3) {
                    0 => vec![letter(dice)],
                    1 => vec![Fork],
                    _ => vec![letter(dice), Fork],
                };
                if dice.heads() {
                    child.push(Exit);
                }
                let parent = match dice.roll(4) {
                    0 => vec![],
                    1 => vec![Wait],
                    2 => vec![Wait, letter(dice)],
                    _ => vec![letter(dice)],
                };
                statements.push(ForkIf(child, parent));
            }
        }
        if dice.roll(3) == 0 {
            statements.push(letter(dice));
        }
    }
    if !matches!(statements.last(), Some(Print(_))) {
        statements.push(Print('x'));
    }
    Program { statements }
}

/// A drill, if what chance has made is worth one.
pub(super) fn drill(dice: &mut Dice) -> Option<Drill> {
    let program = random(dice);
    about(dice, &program)
}

/// A question about this program.
fn about(dice: &mut Dice, program: &Program) -> Option<Drill> {
    let instructions = program.instructions();
    let mut machine = Machine::new(&instructions);
    let outputs = machine.outputs()?;
    let (processes, lines) = (machine.processes, outputs.first()?.len());
    let forks = instructions
        .iter()
        .filter(|&&step| step == Do::Fork)
        .count();
    if processes > 12 {
        return None;
    }
    let made = (DrillKind::Forks, program.python());
    match dice.roll(3) {
        0 => {
            let wrong = [
                (forks + 1, "idea.one_a_fork"),
                (2 * forks, "idea.two_a_fork"),
                (1 << forks, "idea.all_fork"),
                (processes - 1, "idea.without_the_first"),
                (processes + 1, "idea.twice"),
            ];
            number(dice, made, "processes", processes, &wrong, forks)
        }
        1 => {
            let prints = |step: &&Do| matches!(step, Do::Print(_));
            let written = instructions.iter().filter(prints).count();
            let wrong = [
                (written, "idea.once_each"),
                (processes, "idea.one_a_process"),
                (1 << forks, "idea.all_fork_and_write"),
                (written * 2, "idea.two_each"),
                (lines + 1, "idea.before_birth"),
            ];
            number(dice, made, "lines", lines, &wrong, processes)
        }
        _ => output(dice, made, &outputs),
    }
}

fn number(
    dice: &mut Dice,
    made: (DrillKind, String),
    key: &'static str,
    truth: usize,
    wrong: &[(usize, &'static str)],
    known: usize,
) -> Option<Drill> {
    let wrong = wrong.iter().filter(|(wrong, _)| *wrong > 0);
    let wrong = wrong.map(|(wrong, idea)| Wrong::new(wrong, Words::new(idea, &[])));
    let wrong = wrong.collect();
    let (question, why) = match key {
        "processes" => ("processes", "processes_why"),
        _ => ("lines", "lines_why"),
    };
    let (truth, known) = (truth.to_string(), known.to_string());
    let why = Words::new(why, &[("truth", &truth), ("known", &known)]);
    with_choices(dice, made, (Words::new(question, &[]), why), &truth, wrong)
}

/// Which output is possible: one that is, beside others of the same letters that aren't.
fn output(
    dice: &mut Dice,
    made: (DrillKind, String),
    outputs: &std::collections::BTreeSet<String>,
) -> Option<Drill> {
    let all: Vec<&String> = outputs.iter().collect();
    let truth = dice.pick(&all).clone();
    if truth.len() < 2 || truth.len() > 6 {
        return None;
    }
    let mut wrong = Vec::new();
    for _ in 0..60 {
        let mut letters: Vec<char> = truth.chars().collect();
        dice.shuffle(&mut letters);
        if dice.roll(4) == 0 {
            letters.pop();
        }
        let letters: String = letters.into_iter().collect();
        if !outputs.contains(&letters) && !wrong.contains(&letters) {
            wrong.push(letters);
        }
    }
    if wrong.len() < 2 {
        return None;
    }
    let idea = |wrong: &String| match wrong.len() == truth.len() {
        true => Words::new("idea.no_order", &[]),
        false => Words::new("idea.letters", &[("count", &truth.len().to_string())]),
    };
    let wrong = wrong.into_iter();
    let wrong = wrong
        .map(|wrong| Wrong::new(&wrong, idea(&wrong)))
        .collect();
    let count = outputs.len().to_string();
    let words = (
        Words::new("output", &[]),
        Words::new("output_why", &[("count", &count)]),
    );
    with_choices(dice, made, words, &truth, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A process as a naive reader of the program sees it: what it still has to do, and who made it.
    #[derive(Clone)]
    struct Naive {
        todo: Vec<Statement>,
        parent: Option<usize>,
        unwaited: usize,
        ended: bool,
    }

    /// Tries every order of every step; false when that takes too long.
    fn brute(
        all: &[Naive],
        printed: &str,
        outputs: &mut BTreeSet<String>,
        most: &mut usize,
        budget: &mut usize,
    ) -> bool {
        if *budget == 0 {
            return false;
        }
        *budget -= 1;
        let mut over = true;
        for who in 0..all.len() {
            if all[who].ended {
                continue;
            }
            let mut next = all.to_vec();
            let mut text = printed.to_owned();
            let fork = |next: &mut Vec<Naive>, child: Vec<Statement>| {
                next.push(Naive {
                    todo: child,
                    parent: Some(who),
                    unwaited: 0,
                    ended: false,
                });
            };
            let end = |next: &mut Vec<Naive>| {
                next[who].ended = true;
                if let Some(parent) = next[who].parent {
                    next[parent].unwaited += 1;
                }
            };
            if next[who].todo.is_empty() {
                end(&mut next);
            } else {
                match next[who].todo.remove(0) {
                    Statement::Wait if next[who].unwaited == 0 => continue,
                    Statement::Wait => next[who].unwaited -= 1,
                    Statement::Exit => end(&mut next),
                    Statement::Print(letter) => text.push(letter),
                    Statement::Fork => {
                        let rest = next[who].todo.clone();
                        fork(&mut next, rest);
                    }
                    Statement::Loop(times) => {
                        for _ in 0..times {
                            next[who].todo.insert(0, Statement::Fork);
                        }
                    }
                    Statement::ForkIf(child, parent) => {
                        let rest = next[who].todo.clone();
                        fork(&mut next, [child, rest.clone()].concat());
                        next[who].todo = [parent, rest].concat();
                    }
                }
            }
            over = false;
            if !brute(&next, &text, outputs, most, budget) {
                return false;
            }
        }
        if over {
            outputs.insert(printed.to_owned());
            *most = all.len();
        }
        true
    }

    #[test]
    fn fifty_answers_agree_with_every_order_tried() {
        let mut dice = Dice::new(50);
        let mut made = 0;
        while made < 50 {
            let program = random(&mut dice);
            let Some(drill) = about(&mut dice, &program) else {
                continue;
            };
            let first = Naive {
                todo: program.statements.clone(),
                parent: None,
                unwaited: 0,
                ended: false,
            };
            let (mut outputs, mut processes) = (BTreeSet::new(), 0);
            if !brute(&[first], "", &mut outputs, &mut processes, &mut 8_000) {
                continue; // too many orders for one by one
            }
            made += 1;
            let is = |key| drill.question == Words::new(key, &[]);
            let truth = &drill.choices[drill.answer];
            let at = &drill.program;
            if is("processes") {
                assert_eq!(*truth, processes.to_string(), "{at}");
            } else if is("lines") {
                let lines: BTreeSet<usize> = outputs.iter().map(String::len).collect();
                assert_eq!(
                    lines.into_iter().collect::<Vec<_>>(),
                    [truth.parse().unwrap_or(0)]
                );
            } else {
                for choice in &drill.choices {
                    let possible = outputs.contains(choice);
                    assert_eq!(possible, choice == truth, "{choice} of {at}");
                }
            }
        }
    }
}
