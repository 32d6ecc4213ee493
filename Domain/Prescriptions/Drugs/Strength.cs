using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>An amount of one ingredient.</summary>
public sealed partial record Strength(decimal Amount, string Unit)
{
    private static readonly Dictionary<string, string> s_units = new()
    {
        ["mg"] = "mg", ["밀리그램"] = "mg", ["밀리그람"] = "mg", ["미리그램"] = "mg", ["미리그람"] = "mg",
        ["mcg"] = "mcg", ["ug"] = "mcg", ["μg"] = "mcg", ["마이크로그램"] = "mcg", ["마이크로그람"] = "mcg",
        ["g"] = "g", ["그램"] = "g", ["그람"] = "g", ["%"] = "%", ["퍼센트"] = "%",
        ["iu"] = "IU", ["단위"] = "IU", ["ml"] = "mL", ["밀리리터"] = "mL",
    };

    /// <summary>The amount in milligrams; null when it is not a mass.</summary>
    public decimal? Milligrams =>
        Unit switch { "mg" => Amount, "mcg" => Amount / 1000, "g" => Amount * 1000, _ => null };

    /// <summary>Takes the strengths out of a name.</summary>
    /// <returns>
    /// The strengths in the order of the name, how many were written in a row like 40/5, and the name without them.
    /// </returns>
    public static (IReadOnlyList<Strength> Strengths, int InARow, string Remainder) TakeFrom(string text)
    {
        var found = new List<Strength>();
        var inARow = 0;
        var rest = Row().Replace(Thousands().Replace(text, "$1$2"), match =>
        {
            var unit = s_units[match.Groups["u"].Value.ToLowerInvariant()];
            var numbers = match.Groups["n"].Captures;
            foreach (Capture number in numbers)
            {
                found.Add(new(decimal.Parse(number.Value, CultureInfo.InvariantCulture), unit));
            }

            inARow = Math.Max(inARow, numbers.Count);
            return " ";
        });

        // A row without a unit: "정40/5".
        rest = BareRow().Replace(rest, match =>
        {
            inARow = Math.Max(inARow, match.Value.Count(c => c == '/') + 1);
            return " ";
        });
        return (found, inARow, rest.Trim());
    }

    /// <summary>As people of the trade write it: a thyroid hormone in micrograms, a gram in milligrams.</summary>
    public Strength In(string? unit) => (unit, Unit) switch
    {
        ("mcg", "mg") => new(Amount * 1000, "mcg"),
        (_, "g") => new(Amount * 1000, "mg"),
        _ => this,
    };

    public override string ToString() =>
        Amount.ToString("0.#########", CultureInfo.InvariantCulture) + (Unit == "%" ? "%" : " " + Unit);

    [GeneratedRegex(@"(\d),(\d{3})(?!\d)")]
    private static partial Regex Thousands();

    [GeneratedRegex(
        @"(?<n>\d+(?:\.\d+)?)(?:\s*(?:mg)?\s*/\s*(?<n>\d+(?:\.\d+)?))*\s*"
        + @"(?<u>밀리그램|밀리그람|미리그램|미리그람|마이크로그램|마이크로그람|그램|그람|밀리리터|퍼센트|단위|"
        + @"mg|mcg|ug|μg|ml|iu|g|%)(?![a-z])"
        + @"(?:\s*/\s*\d*\s*(?:ml|밀리리터|정|캡슐|tab|cap|hr|h|시간|dose|회)(?![a-z]))?",
        RegexOptions.IgnoreCase)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<![\d.])\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)+(?![\d.])")]
    private static partial Regex BareRow();
}
