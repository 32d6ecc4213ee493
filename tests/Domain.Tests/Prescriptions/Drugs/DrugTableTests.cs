using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Tests.Prescriptions.Drugs;

public sealed class DrugTableTests
{
    private const string Ingredients = "id\tkorean\tsynonyms\tgroups\tinherits\tunit\tsource\n";
    private const string Products =
        "code\tkorean\tenglish\tingredients\tstrength\tform\troute\taliases\tsource\n";

    [Fact]
    public void Open_TablesOfTheBuild_HaveWhatIsPromised()
    {
        Assert.True(Tables.Drugs.Products.Count >= 300);
        Assert.All(Tables.Drugs.Products, p => Assert.NotEmpty(p.SourceId));
        Assert.Contains(Tables.Drugs.Products, p => p.Korean.Any(c => c > 0xAC00) && p.English.Any(char.IsAsciiLetter));
    }

    [Fact]
    public void Load_FaultyTables_NamesEveryFault()
    {
        var e = Assert.Throws<DataFaultsException>(() => DrugTable.Load(
            Ingredients + "a\t가\t\t\tmissing\t\tn\nb\t나\t가\t\t\t\tn\nshort\n",
            [("products.tsv", Products + "P1\t다\td\tnone\t\t\t\t\tn\nP1\t라\te\t\t\t\t\t\tn\n")]));

        Assert.Equal(6, e.Faults.Count);
        Assert.Contains(e.Faults, f => f.Contains("missing"));
        Assert.Contains(e.Faults, f => f.Contains("stands for"));
        Assert.Contains(e.Faults, f => f.Contains("columns"));
        Assert.Contains(e.Faults, f => f.Contains("contains none"));
        Assert.Contains(e.Faults, f => f.Contains("there twice"));
        Assert.Contains(e.Faults, f => f.Contains("has no ingredient"));
    }

    [Fact]
    public void Load_PharmacysOwnProducts_AreFoundByCode()
    {
        var table = DrugTable.Load(
            Ingredients + "warfarin\t와파린\t\t\t\t\tn\n",
            [("own.tsv", Products + "645100010\t우리와파린\tOur\twarfarin\t2 mg\ttablet\toral\t\tpharmacy\n")]);

        Assert.Equal(["warfarin"], new DrugNormalizer(table).Normalize("645100010", "읽을 수 없음").Ingredients);
    }
}
