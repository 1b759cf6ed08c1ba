//! The bodies that register professionals, and their numbers.

use serde::{Deserialize, Serialize};

use crate::access::{Failure, Outcome};

/// Who registers a professional.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "TEXT", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Not registered (porters, clerks, managers).
    #[default]
    None,
    /// General Medical Council: 7 digits.
    Gmc,
    /// Nursing and Midwifery Council: 2 digits, a letter, 4 digits, a letter ("12A3456B").
    Nmc,
    /// Health and Care Professions Council: 2 or 3 letters, 4 to 6 digits ("PH123456").
    Hcpc,
    /// General Pharmaceutical Council: 7 digits, the first a 2 or 5.
    Gphc,
}

impl Body {
    /// Every body, in the order a form shows them.
    pub const ALL: [Self; 5] = [Self::None, Self::Gmc, Self::Nmc, Self::Hcpc, Self::Gphc];

    /// Its short name, as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "Not registered",
            Self::Gmc => "GMC",
            Self::Nmc => "NMC",
            Self::Hcpc => "HCPC",
            Self::Gphc => "GPhC",
        }
    }

    /// The word a form sends.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gmc => "gmc",
            Self::Nmc => "nmc",
            Self::Hcpc => "hcpc",
            Self::Gphc => "gphc",
        }
    }

    /// The body a form's word means.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|body| body.key() == key)
    }

    /// A registration number of this body in its written form, or what to change about it.
    pub fn registration(self, typed: &str) -> Outcome<String> {
        let number: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
        let shape: String = number
            .chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_ascii_uppercase() {
                    'A'
                } else {
                    '?'
                }
            })
            .collect();
        let text = match self {
            Self::None => return Ok(String::new()),
            Self::Gmc if shape == "9999999" => return Ok(number),
            Self::Nmc if shape == "99A9999A" => return Ok(number),
            Self::Gphc if shape == "9999999" && number.starts_with(['2', '5']) => return Ok(number),
            Self::Hcpc if is_hcpc(&shape) => return Ok(number),
            Self::Gmc => "A GMC number has 7 digits, like 1234567.",
            Self::Nmc => "An NMC PIN has 2 digits, a letter, 4 digits and a letter, like 12A3456B.",
            Self::Hcpc => "An HCPC number has 2 or 3 letters and 4 to 6 digits, like PH123456.",
            Self::Gphc => "A GPhC number has 7 digits and begins with 2 or 5, like 2012345.",
        };
        Err(Failure::invalid("registration", text))
    }
}

fn is_hcpc(shape: &str) -> bool {
    let letters = shape.chars().take_while(|c| *c == 'A').count();
    let digits = shape.chars().skip(letters).collect::<String>();
    (2..=3).contains(&letters) && (4..=6).contains(&digits.len()) && digits.chars().all(|c| c == '9')
}
