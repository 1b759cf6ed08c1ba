//! `server config`: every setting, what it is for, its value and where that came from. Also a `pando.conf` to start from.

use std::fmt::Write as _;

use platform::config::{Setting, Source};

/// All settings, in the form of the file they can be put into; defaults are commented out.
pub fn report(settings: &[Setting]) -> String {
    let mut text = String::from(
        "# Every setting: a flag beats the environment, the environment beats the file, the file beats the default.\n\
         # This text is a settings file itself; passwords are masked in it.\n",
    );
    for Setting { key, variable, doc, value, from } in settings {
        // A file cannot say where it lies itself.
        let off = if *from == Source::Default || key == "conf" { "# " } else { "" };
        let flag = key.replace('_', "-");
        // Writing into a String cannot fail.
        let _ = write!(text, "\n# {doc}\n# --{flag}, {variable}; this value: {from}\n{off}{key} = {value}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_shows_its_purpose_its_value_and_where_that_came_from() {
        let setting = |key: &str, from| Setting {
            key: key.into(),
            variable: format!("PANDO_{key}"),
            doc: "What for.".into(),
            value: "x".into(),
            from,
        };
        let text = report(&[setting("mail_from", Source::Environment), setting("listen", Source::Default)]);
        assert!(text.contains("# What for.\n# --mail-from, PANDO_mail_from; this value: environment\nmail_from = x\n"), "{text}");
        assert!(text.contains("this value: default\n# listen = x\n"), "{text}");
    }
}
