using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Domain.Tests.Prescriptions;

/// <summary>The tables of the build, and short ways to ask them.</summary>
internal static class Tables
{
    public static readonly DrugTable Drugs = DrugTable.Open();
    public static readonly DrugNormalizer Normalizer = new(Drugs);
    public static readonly InteractionTable Pairs = InteractionTable.Open(Drugs);

    public static CheckResult Check(params string[] names) =>
        CheckItems([.. names.Select((n, i) => new PrescriptionItem(i + 1, null, n))]);

    public static CheckResult CheckItems(
        IReadOnlyList<PrescriptionItem> items, InteractionTable? table = null, string? failure = null)
    {
        table ??= Pairs;
        return InteractionCheck.Check(
            [.. items.Select(i => CheckedDrug.Of(i, Normalizer))], table.Find, table.Name, table.Version, table.Notice,
            Drugs.Ingredients, failure);
    }

    public static IReadOnlyList<CdsCard> Cards(CheckResult check, string language = "en") =>
        CardWriter.Write("20260311000412/v1", check, Drugs.Ingredients, language);

    public static InteractionTable Read(params string[] rules) => InteractionTableReader.Read(
        """{"table":"t","version":"1"}""" + "\n" + string.Join('\n', rules),
        "id\tlabel\tversion\tlicense\turl\ns1\tFirst\t1\tCC0\t\ns2\tSecond\t2\tCC0\t\n", Drugs);

    public static string Rule(string a, string b, string severity, string source = "s1", string extra = "") =>
        $$"""{"a":"{{a}}","b":"{{b}}","severity":"{{severity}}","effect":{"en":"e"},"advice":{"en":"a"},"""
        + $$""" "sources":["{{source}}"]{{extra}}}""";
}
