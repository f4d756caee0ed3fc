//! The facade that users of the library import.
//!
//! Data goes one way: a record is cited by a **case**; a **frame** of it is made into a **game**; an **analysis** gives an **answer**;
//! a **report** shows it.
//!
//! ```
//! use detente::model::answer::Finding;
//! use detente::model::control::Control;
//! use detente::{Question, stability};
//!
//! let text = r#"
//!     format = 1
//!     title = "Two prisoners"
//!     [party.first]
//!     kind = "person"
//!     [party.first.option.silent]
//!     [party.second]
//!     kind = "person"
//!     [party.second.option.silent]
//!     [[preference.first.statement]]
//!     holds = "second.silent"
//!     [[preference.first.statement]]
//!     holds = "not first.silent"
//!     [[preference.second.statement]]
//!     holds = "first.silent"
//!     [[preference.second.statement]]
//!     holds = "not second.silent"
//! "#;
//! let loaded = detente::io::case::read_case("two.toml", text.as_bytes(), &|_| Err("there are no includes".into()));
//! let case = loaded.case.expect("the case has no faults");
//! let control = Control::default();
//! let game = detente::game(&case, &Question::default(), &control)?;
//! let found = stability(&case, &game, &Question::default(), &control)?;
//! // both silent: no Nash equilibrium, but each is deterred from leaving by what the other would do
//! let names: Vec<&str> = found.concepts().iter().map(|concept| concept.id).collect();
//! assert_eq!(names[..2], ["nash", "gmr"]);
//! let both_silent = found.equilibrium(3, 3);
//! assert_eq!(both_silent[0], Finding::No);
//! assert_eq!(both_silent[3], Finding::Yes);
//! # Ok::<(), detente::Error>(())
//! ```

pub use detente_check as check;
pub use detente_io as io;
pub use detente_model as model;
pub use detente_report as report;
pub use detente_solve as solve;
pub use detente_space as space;

mod forecast;
mod proposal;
mod question;
mod together;

pub use forecast::{Backtest, Forecast, Stated, backtest, case_positions, forecast};
pub use proposal::{accept, event, freed, offer, party, proposals, refuse};
pub use question::{
    Error, Question, SettleEngine, Settling, agreement, coalitions, comparison, evolution, frame, game, key, levers, levers_of_all,
    limited, package, robust, settle, settlement, stability, unknowns,
};
pub use together::{LinkName, allies, link};
