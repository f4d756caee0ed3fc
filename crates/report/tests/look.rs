//! Prints.
mod common;
use detente_model::index::{FrameId, Id};
use detente_report::text::{self, Style};

#[test]
#[allow(clippy::print_stdout, reason = "to look at")]
fn look() {
    let fixture = common::german();
    for frame in 0..2 {
        let game = common::Game::new(&fixture.case, FrameId::from_index(frame));
        let (answer, rows) = game.stability();
        println!("{}", text::stability(&answer, Some(&rows), Style::default()));
        println!("{}", text::evolution(&game.evolution(&rows, 60), Style { ascii: true, ..Style::default() }));
    }
    println!("{}", text::diagnostics(&fixture.files, &fixture.diagnostics, Style::default()));
}
