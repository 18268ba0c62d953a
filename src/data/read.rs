//! Typed reading of single values: what a field takes, or what is wrong with what it got.

use std::time::Duration;

use jiff::civil::Date;

use super::{Map, Value};
use crate::text::Spanned;

/// What was expected, and what was found: "expected a date like `2026-10-02`, found text".
pub type TypeFault = String;

fn fault(expected: &str, found: &Value) -> TypeFault {
    format!("expected {expected}, found {}", found.noun())
}

impl Value {
    /// Text that is not empty.
    pub fn text(&self) -> Result<&str, TypeFault> {
        match self {
            Self::Text(text) if text.chars().all(char::is_whitespace) => {
                Err("expected text, found an empty one".to_owned())
            }
            Self::Text(text) => Ok(text),
            other => Err(fault("text", other)),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Result<bool, TypeFault> {
        match self {
            Self::Boolean(boolean) => Ok(*boolean),
            other => Err(fault("`true` or `false`", other)),
        }
    }

    /// A whole number.
    pub fn integer(&self) -> Result<i64, TypeFault> {
        match self {
            Self::Integer(integer) => Ok(*integer),
            other => Err(fault("a whole number", other)),
        }
    }

    /// A number, whole or not.
    pub fn number(&self) -> Result<f64, TypeFault> {
        let number = match self {
            Self::Integer(integer) => integer.to_string().parse().ok(),
            Self::Float(float) => float.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| fault("a number", self))
    }

    /// Something that is written on one line: a text, a number, `true` or `false`.
    pub fn scalar(&self) -> Result<(), TypeFault> {
        match self {
            Self::Text(_) => self.text().map(|_| ()),
            Self::Integer(_) | Self::Float(_) | Self::Boolean(_) => Ok(()),
            other => Err(fault("a text or a number", other)),
        }
    }

    /// The value as it was written; `None` of a list, a table or nothing.
    pub fn written(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.to_string()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.clone()),
            Self::Boolean(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// A list.
    pub fn list(&self) -> Result<&[Spanned<Value>], TypeFault> {
        match self {
            Self::List(items) => Ok(items),
            other => Err(fault("a list", other)),
        }
    }

    /// A table of keys and values.
    pub fn map(&self) -> Result<&Map, TypeFault> {
        match self {
            Self::Map(map) => Ok(map),
            other => Err(fault("a table of keys and values", other)),
        }
    }

    /// A day of the Gregorian calendar, written as ISO 8601 has it.
    pub fn date(&self) -> Result<Date, TypeFault> {
        let Self::Text(text) = self else { return Err(fault("a date like `2026-10-02`", self)) };
        text.parse().map_err(|_| {
            let looks_right = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            if looks_right {
                format!("`{text}` is no day of the calendar")
            } else {
                format!("expected a date like `2026-10-02`, found `{text}`")
            }
        })
    }
}

/// Units of time, each with the ways in which people write it.
const UNITS: [(&str, &[&str]); 7] = [
    ("second", &["s", "sec", "second", "seconds"]),
    ("minute", &["m", "min", "minute", "minutes"]),
    ("hour", &["h", "hour", "hours"]),
    ("day", &["d", "day", "days"]),
    ("week", &["w", "week", "weeks"]),
    ("month", &["month", "months"]),
    ("year", &["y", "year", "years"]),
];

/// Every way to write a unit of time.
pub fn duration_units() -> impl Iterator<Item = &'static str> {
    UNITS.iter().flat_map(|(_, spellings)| spellings.iter().copied())
}

/// A length of time as people write it (`15m`, `2 h`, `6 months`, `1 year`): its number and its unit.
pub fn duration(text: &str) -> Option<(u32, &'static str)> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok().filter(|&number| number > 0)?;
    let written = text[digits..].trim();
    let (unit, _) = UNITS.iter().find(|(_, spellings)| spellings.contains(&written))?;
    Some((number, unit))
}

/// A length of time in words: `15m` becomes "15 minutes"; `None` where the text is none.
pub fn spell_duration(text: &str) -> Option<String> {
    let (number, unit) = duration(text)?;
    Some(format!("{number} {unit}{}", if number == 1 { "" } else { "s" }))
}

/// A length of time as people write it, in seconds; `None` where the text is none.
pub fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = duration(text)?;
    Some(duration_seconds(number, unit))
}

/// How long something may take, as people write it: a length of time, or milliseconds (`500ms`); `None` where the text is
/// neither.
pub fn time_limit(text: &str) -> Option<Duration> {
    match text.trim().strip_suffix("ms") {
        Some(number) => number.parse().ok().filter(|&number| number > 0).map(Duration::from_millis),
        None => seconds(text).map(Duration::from_secs),
    }
}

/// Seconds in words, in hours and minutes: 5400 becomes "1 hour 30 minutes". Below a minute it is seconds.
pub fn spell_seconds(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let spelled = |number: u64, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    let parts = [(hours, "hour"), (minutes, "minute"), (if hours == 0 { rest } else { 0 }, "second")];
    let parts: Vec<String> =
        parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, unit)| spelled(number, unit)).collect();
    parts.join(" ")
}

/// A length of time in whole days; a month counts as 30 days, a year as 365.
pub fn duration_days(number: u32, unit: &str) -> u32 {
    let days = match unit {
        "day" => 1,
        "week" => 7,
        "month" => 30,
        "year" => 365,
        _ => 0,
    };
    number.saturating_mul(days)
}

/// The day that lies a length of time after another: a month or a year later on the same day, or the last one of a
/// shorter month. `None` where the text is no length, or one of less than a day.
pub fn day_after(day: Date, length: &str) -> Option<Date> {
    let (number, unit) = duration(length)?;
    let span = match unit {
        "day" => jiff::Span::new().try_days(number),
        "week" => jiff::Span::new().try_weeks(number),
        "month" => jiff::Span::new().try_months(number),
        "year" => jiff::Span::new().try_years(number),
        _ => return None,
    };
    day.checked_add(span.ok()?).ok()
}

/// How many days lie between two, fewer than none where the second is the earlier one.
pub fn days_between(from: Date, to: Date) -> i32 {
    // A whole number of days is what two days are apart when nothing else is asked for.
    (to - from).get_days()
}

/// A length of time in seconds; a month counts as 30 days, a year as 365.
pub fn duration_seconds(number: u32, unit: &str) -> u64 {
    let seconds = match unit {
        "second" => 1,
        "minute" => 60,
        "hour" => 60 * 60,
        unit => u64::from(duration_days(1, unit)) * 24 * 60 * 60,
    };
    u64::from(number) * seconds
}

/// The day of a moment, in UTC: seconds since 1970.
pub fn date_of_unix(seconds: i64) -> Option<Date> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(moment.to_zoned(jiff::tz::TimeZone::UTC).date())
}
