//! Random programs: a few generators that may reach one another, and what is done to them.

use concurrium::python::Class;

use crate::chance::Chance;

/// How many generators a program has.
pub(super) const GENERATORS: usize = 3;

/// What draws the programs.
pub(super) struct Dice(Chance);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(Chance::new(seed))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0.any()
    }

    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0.below(sides)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        self.0.one(from)
    }
}

/// What can be done to a generator.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verb {
    Next,
    /// None, or a number.
    Send(Option<i64>),
    Throw(Class, Option<i64>),
    /// Something that is no exception.
    ThrowObject(i64),
    Close,
}

/// A statement of a body.
#[derive(Debug, Clone)]
pub(super) enum Statement {
    Yield(i64),
    YieldFrom(usize),
    YieldFromList(Vec<i64>),
    /// A verb on a generator of the program, perhaps the very one that runs.
    Do(usize, Verb),
    Return(Option<i64>),
    Raise(Class, i64),
    /// `raise` in a handler.
    Reraise,
    Twice(Block),
    Try {
        body: Block,
        handler: Option<(Class, Block)>,
        finally: Option<Block>,
    },
}

pub(super) type Block = Vec<Statement>;

#[derive(Debug)]
pub(super) struct Program {
    pub(super) bodies: Vec<Block>,
    pub(super) verbs: Vec<(usize, Verb)>,
}

const RAISED: [Class; 5] = [
    Class::ValueError,
    Class::KeyError,
    Class::StopIteration,
    Class::GeneratorExit,
    Class::RuntimeError,
];
const CAUGHT: [Class; 8] = [
    Class::BaseException,
    Class::Exception,
    Class::GeneratorExit,
    Class::StopIteration,
    Class::ValueError,
    Class::LookupError,
    Class::RuntimeError,
    Class::TypeError,
];

impl Program {
    pub(super) fn random(dice: &mut Dice) -> Program {
        let bodies = (0..GENERATORS).map(|_| block(dice, 3, false)).collect();
        // The first generator gets the most, so that it is still alive when the late verbs come.
        let verbs = (0..14)
            .map(|_| (dice.pick(&[0, 0, 0, 1, 2]), verb(dice)))
            .collect();
        Program { bodies, verbs }
    }
}

fn verb(dice: &mut Dice) -> Verb {
    let number = dice.0.int(10);
    match dice.below(12) {
        0..=4 => Verb::Next,
        5..=7 => Verb::Send((number > 0).then_some(number)),
        8..=9 => Verb::Throw(dice.pick(&RAISED), (number > 4).then_some(number)),
        10 => Verb::ThrowObject(number),
        _ => Verb::Close,
    }
}

fn block(dice: &mut Dice, depth: u32, in_handler: bool) -> Block {
    (0..=dice.below(4))
        .map(|_| statement(dice, depth, in_handler))
        .collect()
}

fn statement(dice: &mut Dice, depth: u32, in_handler: bool) -> Statement {
    let number = dice.0.int(10);
    match dice.below(if depth > 0 { 24 } else { 15 }) {
        0..=5 => Statement::Yield(number),
        6..=8 => Statement::YieldFrom(dice.below(GENERATORS)),
        9 => Statement::YieldFromList((0..number % 3).collect()),
        10..=12 => Statement::Do(dice.below(GENERATORS), verb(dice)),
        13 if in_handler => Statement::Reraise,
        13 => Statement::Raise(dice.pick(&RAISED), number),
        14 => Statement::Return((number > 2).then_some(number)),
        15..=16 => Statement::Twice(block(dice, depth - 1, in_handler)),
        _ => {
            let body = block(dice, depth - 1, in_handler);
            let handler = (number < 8).then(|| (dice.pick(&CAUGHT), block(dice, depth - 1, true)));
            let finally = (number > 5).then(|| block(dice, depth - 1, in_handler));
            Statement::Try {
                body,
                handler,
                finally,
            }
        }
    }
}
