using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Text;

/// <summary>
/// Takes secrets and personal data out of texts that leave the product: for a model, a chat, a pull request, a log.
/// What is known to be secret goes wherever it stands; the rest by its form, where the form is unmistakable: source
/// code must stay what it is.
/// </summary>
public sealed partial class Redactor
{
    // Shorter ones would take ordinary words with them.
    private const int MinKnown = 8;

    private static readonly (string Name, Regex Form)[] s_forms =
    [
        ("private key", PrivateKey()), ("token", ProviderToken()), ("token", JsonWebToken()),
        ("credential", UrlPassword()), ("credential", AuthorizationHeader()), ("credential", Assignment()),
        ("email", Email()), ("resident number", ResidentNumber()),
    ];

    private readonly (string Name, Regex Form)[] _forms;
    private volatile string[] _known = [];

    /// <summary>Creates it.</summary>
    /// <param name="more">A further form, of which <see cref="IsForm"/> is true; null for none.</param>
    public Redactor(string? more = null) => _forms =
        more is null ? s_forms : [.. s_forms, ("configured", new Regex(more, RegexOptions.NonBacktracking))];

    /// <summary>
    /// Whether a text is a regular expression that takes time in proportion to what it reads: one without lookaround
    /// and backreferences.
    /// </summary>
    public static bool IsForm(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Takes out a value wherever it stands from now on.</summary>
    public void AddKnown(string? secret)
    {
        if (secret is { Length: >= MinKnown } && !_known.Contains(secret, StringComparer.Ordinal))
        {
            // The longest first: one may be a part of another.
            _known = [.. _known.Append(secret).OrderByDescending(s => s.Length)];
        }
    }

    /// <summary>The text with <c>[name]</c> in place of what must not leave.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _known)
        {
            text = text.Replace(secret, "[secret]", StringComparison.Ordinal);
        }

        foreach (var (name, form) in _forms)
        {
            text = form.Replace(text, match => match.Groups["value"] is { Success: true } value
                ? string.Concat(
                    match.ValueSpan[..(value.Index - match.Index)], $"[{name}]",
                    match.ValueSpan[(value.Index - match.Index + value.Length)..])
                : $"[{name}]");
        }

        return CardNumber().Replace(text, match => IsCardNumber(match.ValueSpan) ? "[card number]" : match.Value);
    }

    // ISO/IEC 7812: the last digit checks the others.
    private static bool IsCardNumber(ReadOnlySpan<char> text)
    {
        var (sum, count) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                var digit = text[i] - '0';
                sum += count++ % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
            }
        }

        return count is >= 13 and <= 19 && sum % 10 == 0;
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\\s\\\\]*(-----END [A-Z ]*PRIVATE KEY-----)?")]
    private static partial Regex PrivateKey();

    // GitHub, GitLab, Slack, AWS, Google, OpenAI and Anthropic, Stripe, and our own keys.
    [GeneratedRegex(
        @"\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}"
        + @"|(AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{35}|sk-[\w-]{20,}|[rs]k_(live|test)_[A-Za-z0-9]{16,}"
        + @"|ofk_[a-f0-9]{40}|whsec_[A-Za-z0-9+/=]{16,})")]
    private static partial Regex ProviderToken();

    [GeneratedRegex(@"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*")]
    private static partial Regex JsonWebToken();

    [GeneratedRegex(@"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@'""]{1,100}:(?<value>[^\s/@'""]{1,200})@")]
    private static partial Regex UrlPassword();

    [GeneratedRegex(@"\b(?i:authorization|cookie|set-cookie|x-api-key)['""]?\s*[:=]\s*(?<value>[^\r\n'""]{4,2000})")]
    private static partial Regex AuthorizationHeader();

    // Of settings and connection strings, whose value is no call, no member and no place for one.
    [GeneratedRegex(
        @"\b(?i:password|passwd|pwd|secret|api[_-]?key|access[_-]?token)="
        + @"(?<value>[^\s;&,'""<>(){}\[\].$]{4,200})(?=$|[\s;&,'""])")]
    private static partial Regex Assignment();

    // No archive in a trace (app@1.2.jar), and no remote (git@host:path).
    [GeneratedRegex(
        @"\b(?!git@)[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}"
        + @"(?!(?:jar|war|ear|m?js|ts|dll|exe|so|whl|gz|zip)\b)[A-Za-z]{2,24}\b")]
    private static partial Regex Email();

    // Korea's: the birth date, then a digit of sex and century.
    [GeneratedRegex(@"\b\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])-[1-8]\d{6}\b")]
    private static partial Regex ResidentNumber();

    [GeneratedRegex(@"(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d.-])")]
    private static partial Regex CardNumber();
}
