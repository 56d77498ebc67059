//! The rows of a table: several are held at once, as most of them wait most of the time; they are printed in their order.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc;

/// A row: what it is of, and what holds it. That comes to `equal`, to another word where it isn't held here, or to how the sides differ.
pub(crate) struct Row<'a> {
    pub(crate) head: String,
    pub(crate) hold: Box<dyn FnOnce() -> Result<String, String> + Send + 'a>,
}

/// Holds them, and prints each as soon as those before it are printed: how many are equal, and how many aren't.
pub(crate) fn print(rows: Vec<Row<'_>>) -> (usize, usize) {
    // Half of it is waiting.
    let at_once = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    let (heads, holds): (Vec<_>, VecDeque<_>) =
        rows.into_iter().map(|row| (row.head, row.hold)).unzip();
    let holds = Mutex::new(holds.into_iter().enumerate());
    let (tell, told) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            let (tell, holds) = (tell.clone(), &holds);
            scope.spawn(move || {
                let next = || holds.lock().expect("nobody panics with it").next();
                while let Some((at, hold)) = next() {
                    tell.send((at, hold())).expect("it is heard to the end");
                }
            });
        }
        drop(tell);
        let (mut equal, mut differ) = (0, 0);
        let mut came: Vec<Option<Result<String, String>>> = heads.iter().map(|_| None).collect();
        let mut heads = heads.iter().enumerate().peekable();
        for (at, result) in told {
            came[at] = Some(result);
            while let Some((at, head)) = heads.next_if(|(at, _)| came[*at].is_some()) {
                let result = came[at].take().expect("it has come");
                println!("{head} {}", result.as_deref().unwrap_or("DIFFERS"));
                match result {
                    Ok(word) if word == "equal" => equal += 1,
                    Ok(_) => {}
                    Err(difference) => {
                        differ += 1;
                        println!("{difference}");
                    }
                }
            }
        }
        (equal, differ)
    })
}
