//! Digests: of a whole record, and the short ones of sentences.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::normalise::normalise;

/// The first four bytes of the SHA-256 of a [normalised](normalise) sentence, written as eight hexadecimal digits.
///
/// It tells whether a cited sentence is still the one that was cited. It is too short to tell sentences apart across
/// an archive: among 10,000 different sentences two agree with a chance of about one in a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 4]);

/// A digest was not eight hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is eight hexadecimal digits, such as `9f3a1c2b`")]
pub struct NotADigest;

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    /// Reads eight hexadecimal digits of either case.
    fn from_str(text: &str) -> Result<Digest, NotADigest> {
        if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotADigest);
        }
        let bits = u32::from_str_radix(text, 16).map_err(|_| NotADigest)?;
        Ok(Digest(bits.to_be_bytes()))
    }
}

/// The digest of a sentence, however it is printed: see [`normalise`] for what makes no difference.
///
/// Linear in the length of the sentence.
///
/// # Panics
///
/// If the sentence is longer than 4 GiB.
#[must_use]
pub fn digest(sentence: &str) -> Digest {
    let hash = Sha256::digest(normalise(sentence).as_bytes());
    Digest([hash[0], hash[1], hash[2], hash[3]])
}

/// The SHA-256 of some bytes, as 64 lower-case hexadecimal digits: what tells one file from another.
///
/// # Panics
///
/// Never: writing to a string cannot fail.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
        hex
    })
}
