//! Which files of a content folder are input, judged by their names alone.

/// What a name says about its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A page or an asset.
    Input,
    /// Left by an editor or a system; nobody means to publish it.
    Litter,
    /// A private key or a certificate store by its name.
    Key,
    /// It cannot be a URL and a file name on every system.
    Unportable,
}

/// Extensions under which private keys and key stores are kept.
const KEY_EXTENSIONS: [&str; 9] = ["pem", "key", "p12", "pfx", "p8", "jks", "keystore", "kdbx", "ppk"];

/// Names under which OpenSSH keeps private keys.
const KEY_NAMES: [&str; 4] = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"];

/// Files that systems and tools leave behind; dotfiles are left out before they come here.
const LITTER_NAMES: [&str; 4] = ["node_modules", "Thumbs.db", "desktop.ini", "__pycache__"];

/// Endings of editors' backups and swap files.
const LITTER_ENDINGS: [&str; 6] = ["~", ".swp", ".swo", ".bak", ".orig", ".tmp"];

pub(super) fn judge(name: &str) -> Name {
    let lower = name.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_emacs_save = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    if LITTER_NAMES.contains(&name) || is_emacs_save || LITTER_ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        Name::Litter
    } else if KEY_NAMES.contains(&lower.as_str()) || KEY_EXTENSIONS.contains(&extension) {
        Name::Key
    } else if is_unportable(name) {
        Name::Unportable
    } else {
        Name::Input
    }
}

/// Names of devices that Windows takes for itself, whatever the extension.
const DEVICES: [&str; 12] =
    ["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3", "lpt4"];

/// Windows' rules (Microsoft, "Naming Files, Paths, and Namespaces"), and control characters.
fn is_unportable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    DEVICES.contains(&stem.as_str())
        || name.starts_with(' ')
        || name.ends_with(' ')
        || name.ends_with('.')
        || name.chars().any(|c| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged() {
        for (name, expected) in [
            ("guide.md", Name::Input),
            ("übersicht 2.png", Name::Input),
            ("guide.md~", Name::Litter),
            ("#guide.md#", Name::Litter),
            ("node_modules", Name::Litter),
            ("id_rsa", Name::Key),
            ("id_rsa.pub", Name::Input),
            ("server.PEM", Name::Key),
            ("what?.md", Name::Unportable),
            ("a\nb.md", Name::Unportable),
            ("aux.md", Name::Unportable),
        ] {
            assert_eq!(judge(name), expected, "{name:?}");
        }
    }
}
