//! Certificates and their checkers, from the definitions alone.
