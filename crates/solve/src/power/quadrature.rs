//! Integrals of polynomials over [0, 1], exact in exact arithmetic: Gauss–Legendre.
//!
//! The Shapley–Shubik index is the integral, over the probability with which each of the others joins independently, of the probability of being
//! decisive (Owen's multilinear extension), a polynomial. So is the sum of 1/|S| over sets S, as the integral of Σ x^(|S|−1).

use std::f64::consts::PI;

/// Nodes and weights with which a polynomial of this degree is integrated over [0, 1].
pub(super) fn for_degree(degree: usize) -> Vec<(f64, f64)> {
    nodes(degree / 2 + 1)
}

/// As many nodes, in descending order, with their weights.
fn nodes(count: usize) -> Vec<(f64, f64)> {
    let n = float(count);
    let node = |at: usize| {
        let mut x = libm::cos(PI * (float(at) + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        // Newton's method doubles the digits each time: from two digits, five steps are more than enough
        for _ in 0..8 {
            let (mut below, mut value) = (1.0, x);
            for degree in 2..=count {
                let k = float(degree);
                (below, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * below) / k);
            }
            if count == 0 {
                value = 1.0;
            }
            slope = n * (x * value - below) / (x * x - 1.0);
            x -= value / slope;
        }
        (0.5 * (1.0 + x), 1.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..count).map(node).collect()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of players are far below 2⁵²")]
fn float(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::{float, for_degree};

    #[test]
    fn monomials_up_to_the_degree_are_exact() {
        for degree in [0usize, 1, 2, 3, 9, 10, 99, 300, 1000] {
            let rule = for_degree(degree);
            for power in [0, degree / 3, degree] {
                let sum: f64 = rule.iter().map(|(x, weight)| weight * x.powi(i32::try_from(power).expect("small"))).sum();
                let exact = 1.0 / (float(power) + 1.0);
                assert!((sum - exact).abs() < 1e-14, "{degree} {power}: {sum} {exact}");
            }
        }
    }
}
