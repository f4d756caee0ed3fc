//! The words of détente: cases, expressions, diagnostics and answers, with slow and plain evaluation.
