//! Fills the slots of a dialogue: one patient, one bed, one set of numbers, the same from its first line to its last.

use std::fmt::Write as _;

use super::dice::Dice;

const TITLES: &[&str] = &["Mr", "Mrs", "Ms", "Mr", "Mrs"];
const SURNAMES: &[&str] = &[
    "Whitlock",
    "Okafor",
    "Hussain",
    "Pritchard",
    "Banerjee",
    "Kowalska",
    "O'Dowd",
    "Farrell",
    "Chaudhry",
    "Bright",
    "Mensah",
    "Lindley",
    "Sato",
    "Appleby",
    "Rahman",
    "Thornley",
    "Davies-Wood",
    "Greaves",
    "Osei",
    "Malik",
    "Penrose",
    "Hartnell",
    "Ingram",
    "Vasquez",
    "Tran",
    "Ellery",
    "Sandhu",
    "Brathwaite",
];
const DRUGS: &[(&str, &str)] = &[
    ("bisoprolol", "2.5 mg OD"),
    ("ramipril", "5 mg OD"),
    ("metformin", "1 g BD"),
    ("gabapentin", "300 mg TDS"),
    ("apixaban", "5 mg BD"),
    ("atorvastatin", "80 mg ON"),
    ("levothyroxine", "75 micrograms OD"),
    ("furosemide", "40 mg BD"),
    ("lansoprazole", "30 mg OD"),
    ("sertraline", "50 mg OD"),
    ("carbocisteine", "750 mg TDS"),
    ("digoxin", "125 micrograms OD"),
    ("methotrexate", "15 mg weekly"),
    ("enoxaparin", "40 mg OD"),
    ("allopurinol", "100 mg OD"),
];
const ANTIBIOTICS: &[&str] =
    &["co-amoxiclav 1.2 g TDS", "tazocin 4.5 g TDS", "gentamicin", "flucloxacillin 1 g QDS", "ceftriaxone 2 g OD", "meropenem 1 g TDS"];
const CONSULTANTS: &[&str] =
    &["Dr Whitcombe", "Dr Achebe", "Miss Lindqvist", "Dr Rao", "Mr Penhallow", "Dr Farooqi", "Dr Castellan", "Prof Underhill"];

/// The things one dialogue is about.
pub struct Scene<'a> {
    /// Wards of the organisation, for "gone to …".
    pub wards: &'a [String],
    /// First name of whoever is spoken to.
    pub name: &'a str,
    seed: u64,
}

impl<'a> Scene<'a> {
    /// A scene among `wards`, spoken to `name`.
    pub fn new(dice: &Dice, wards: &'a [String], name: &'a str) -> Self {
        Self { wards, name, seed: u64::try_from(dice.between(0, i64::from(u32::MAX))).unwrap_or(0) }
    }

    /// A template with its slots filled.
    pub fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            self.slot(slot, &mut text);
            rest = after;
        }
        text.push_str(rest);
        text
    }

    fn number(&self, salt: u64, low: u64, high: u64) -> u64 {
        // SplitMix64: the same slot of one scene is always the same number.
        let mut mixed = self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt.wrapping_mul(0xBF58_476D_1CE4_E5B9));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0x94D0_49BB_1331_11EB);
        low + (mixed ^ (mixed >> 31)) % (high - low + 1)
    }

    fn of<T: Copy>(&self, salt: u64, from: &[T]) -> T {
        from[usize::try_from(self.number(salt, 0, from.len() as u64 - 1)).unwrap_or(0)]
    }

    fn slot(&self, slot: &str, text: &mut String) {
        let n = |salt, low, high| self.number(salt, low, high);
        // Writing into a String cannot fail.
        let _ = match slot {
            "pt" => write!(text, "{} {}", self.of(1, TITLES), self.of(2, SURNAMES)),
            // Side rooms are few.
            "bed" => match n(3, 0, 7) {
                0 => write!(text, "SR{}", n(4, 1, 6)),
                _ => write!(text, "{}{}", self.of(5, &['A', 'B', 'C', 'D']), n(4, 1, 6)),
            },
            "ward" => write!(
                text,
                "{}",
                self.wards.get(usize::try_from(n(6, 0, self.wards.len().max(1) as u64 - 1)).unwrap_or(0)).map_or("AMU", |w| w)
            ),
            "name" => write!(text, "{}", self.name),
            "cons" => write!(text, "{}", self.of(7, CONSULTANTS)),
            "drug" => write!(text, "{}", self.of(8, DRUGS).0),
            "dose" => write!(text, "{}", self.of(8, DRUGS).1),
            "abx" => write!(text, "{}", self.of(9, ANTIBIOTICS)),
            "time" => write!(text, "{:02}:{:02}", n(10, 8, 21), n(11, 0, 3) * 15),
            "nhs" => write!(text, "{}", nhs_number(n(12, 0, 999_999))),
            _ => self.measured(slot, text),
        };
    }

    fn measured(&self, slot: &str, text: &mut String) -> std::fmt::Result {
        let n = |salt, low, high| self.number(salt, low, high);
        match slot {
            "news" => write!(text, "{}", n(20, 5, 9)),
            "rr" => write!(text, "{}", n(21, 20, 30)),
            "sats" => write!(text, "{}", n(22, 87, 93)),
            "hr" => write!(text, "{}", n(23, 98, 134)),
            "bp" => write!(text, "{}/{}", n(24, 86, 128), n(25, 48, 76)),
            "temp" => write!(text, "3{}.{}", n(26, 7, 9), n(27, 0, 9)),
            "k" => write!(text, "6.{}", n(28, 0, 9)),
            "cr" => write!(text, "{}", n(29, 140, 420)),
            "crp" => write!(text, "{}", n(30, 18, 290)),
            "hb" => write!(text, "{}", n(31, 62, 79)),
            "wcc" => write!(text, "{}.{}", n(32, 6, 19), n(33, 0, 9)),
            "lact" => write!(text, "{}.{}", n(34, 1, 4), n(35, 0, 9)),
            "low" => write!(text, "{}.{}", n(36, 2, 3), n(37, 1, 8)),
            "trop" => write!(text, "{}", n(38, 4, 180)),
            "scan" => write!(text, "{}", n(39, 45, 95) * 10),
            "age" => write!(text, "{}", n(40, 48, 94)),
            "n" => write!(text, "{}", n(41, 2, 6)),
            unknown => unreachable!("a template has the unknown slot {unknown}"),
        }
    }
}

/// A synthetic NHS number: from the 999 range, which is never given to a patient, with its right check digit (modulus 11).
///
/// Where `n` has no valid check digit, the next one is taken.
pub fn nhs_number(n: u64) -> String {
    let nine = 999_000_000 + n % 1_000_000;
    let weighed: u64 = (0..9).map(|place| nine / 10u64.pow(8 - place) % 10 * u64::from(10 - place)).sum();
    match 11 - weighed % 11 {
        10 => nhs_number(n + 1),
        check => format!("{} {:03} {:03}{}", nine / 1_000_000, nine / 1000 % 1000, nine % 1000, check % 11),
    }
}
