//! Answers to text, SVG and HTML.
//!
//! This room is pure: it returns strings. It knows cases and answers, and neither how an answer was found nor where it goes.
//! [`text`] is for terminals, [`svg`] draws, [`html`] makes one self-contained page out of everything, a
//! [`section`] each for one part of it.

mod firmness;
pub mod html;
mod page;
pub mod section;
pub mod svg;
pub mod text;
pub mod words;
