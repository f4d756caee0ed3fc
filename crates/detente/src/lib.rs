//! The facade that users of the library import.
pub use detente_io as io;
pub use detente_model as model;
pub use detente_solve as solve;
pub use detente_space as space;
