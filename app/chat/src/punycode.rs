//! A host's part in letters beyond ASCII, as it is asked for on the network (RFC 3492).

// These, and 72, 128, 700 and 38 below, are the standard's own numbers (RFC 3492, section 5).
const BASE: u32 = 36;
const DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;

/// "bücher" is "xn--bcher-kva"; nothing for what is longer than a host's part can be.
pub fn encoded(label: &str) -> Option<String> {
    let letters: Vec<u32> = label.chars().map(u32::from).collect();
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let plain = u32::try_from(out.len()).ok()?;
    // No part of a host is longer (RFC 1035, 2.3.4); so none of the numbers below comes near its end.
    if letters.len() > 63 {
        return None;
    }
    if plain > 0 {
        out.push('-');
    }
    let (mut next, mut delta, mut bias, mut done) = (128_u32, 0_u32, 72_u32, plain);
    while (done as usize) < letters.len() {
        let least = letters.iter().copied().filter(|letter| *letter >= next).min()?;
        delta += (least - next) * (done + 1);
        next = least;
        for &letter in &letters {
            if letter < next {
                delta += 1;
            } else if letter == next {
                number(&mut out, delta, bias);
                bias = adapted(delta, done + 1, done == plain);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        next += 1;
    }
    // 63 with the four letters in front.
    (out.len() <= 59).then(|| format!("xn--{out}"))
}

/// Writes one number, its digits from the least on.
fn number(out: &mut String, mut rest: u32, bias: u32) {
    for at in (BASE..).step_by(BASE as usize) {
        let threshold = at.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if rest < threshold {
            break;
        }
        out.push(digit(threshold + (rest - threshold) % (BASE - threshold)));
        rest = (rest - threshold) / (BASE - threshold);
    }
    out.push(digit(rest));
}

fn digit(value: u32) -> char {
    DIGITS.get(value as usize).copied().map_or('0', char::from)
}

fn adapted(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut steps = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        steps += BASE;
    }
    steps + (BASE - T_MIN + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn the_samples_of_the_standard_come_out_right() {
        for (label, ascii) in [
            ("bücher", "bcher-kva"),
            ("münchen", "mnchen-3ya"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
            ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
        ] {
            assert_eq!(encoded(label), Some(format!("xn--{ascii}")), "{label}");
        }
        assert_eq!(encoded(&"ü".repeat(64)), None);
    }
}
