using System.Text;
using System.Text.Json;
using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Tests.Prescriptions.Drugs;

public sealed class DrugNormalizerTests
{
    public static TheoryData<string, string> Names()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Prescriptions/Drugs/names.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            data.Add(json.RootElement.GetProperty("id").GetString()!, line);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Normalize_NameOfTheField_IsItsNormalFormOrUnknown(string id, string line)
    {
        using var json = JsonDocument.Parse(line);
        var written = json.RootElement.GetProperty("written").GetString();
        var expect = json.RootElement.GetProperty("expect");

        var drug = Tables.Normalizer.Normalize(null, written);

        string? Expected(string name) => expect.TryGetProperty(name, out var value) ? value.GetString() : null;
        var wanted = expect.GetProperty("ingredients").EnumerateArray().Select(i => i.GetString()!).ToList();
        var isUnknownAllowed = Expected("any_of")?.StartsWith("unknown", StringComparison.Ordinal) == true;
        if (wanted.Count == 0 || (isUnknownAllowed && drug.Status == DrugStatus.Unknown))
        {
            Assert.Equal(DrugStatus.Unknown, drug.Status);
            Assert.Empty(drug.Ingredients);
            return;
        }

        Assert.Equal(DrugStatus.Known, drug.Status);
        Assert.True(wanted.ToHashSet().SetEquals(drug.Ingredients), $"{id}: {string.Join(",", drug.Ingredients)}");
        Assert.Equal(Expected("strength") ?? drug.Strength, drug.Strength);
        Assert.Equal(Expected("form") ?? drug.Form, drug.Form);
        Assert.Equal(Expected("route") ?? drug.Route, drug.Route);
        if (Expected("group") is { } group)
        {
            var ingredient = Tables.Drugs.Ingredients[drug.Ingredients[0]];
            Assert.Contains(group, ingredient.Groups.Append(ingredient.Inherits));
        }
    }

    [Theory]
    [InlineData("타이레놀정500밀리그램", "acetaminophen", "500 mg")]
    [InlineData("한미아토르바스타틴칼슘정 20mg", "atorvastatin", "20 mg")]
    [InlineData("Warfarin Sodium Tablets 5 mg", "warfarin", "5 mg")]
    [InlineData("ｗａｒｆａｒｉｎ　５ｍｇ", "warfarin", "5 mg")]
    [InlineData("와\u200B파\u202E린정", "warfarin", null)]
    [InlineData("와파린\t정", "warfarin", null)]
    [InlineData("케토코나졸크림2%", "ketoconazole", "2%")]
    [InlineData("5-FU 500mg inj", "fluorouracil", "500 mg")]
    [InlineData("메트포르민염산염정 1,000mg", "metformin", "1000 mg")]
    [InlineData("메트포르민정 1g", "metformin", "1000 mg")]
    [InlineData("세파클러건조시럽 25mg/ml", "cefaclor", "25 mg")]
    public void Normalize_WaysToWrite_AreOneDrug(string written, string ingredient, string? strength)
    {
        var drug = Tables.Normalizer.Normalize(null, written);

        Assert.Equal(DrugStatus.Known, drug.Status);
        Assert.Equal([ingredient], drug.Ingredients);
        Assert.Equal(strength, drug.Strength);
    }

    [Theory]
    [InlineData("리피토정20밀리그램", "atorvastatin")]
    [InlineData("비아그라정100밀리그램", "sildenafil")]
    [InlineData("울트라셋이알서방정", null)]
    [InlineData("조제약 3일분", null)]
    [InlineData("심바", null)]
    [InlineData("바스타틴정", null)]
    [InlineData("20mg", null)]
    [InlineData("나트륨정", null)]
    [InlineData("warfarinx", null)]
    public void Normalize_PartOfAName_IsNotGuessed(string written, string? ingredient)
    {
        var drug = Tables.Normalizer.Normalize(null, written);

        Assert.Equal(ingredient is null ? [] : [ingredient], drug.Ingredients);
    }

    [Fact]
    public void Normalize_CodeOfAnotherDrug_ChecksBothAndSaysSo()
    {
        var simvastatin = Tables.Drugs.Products.First(p => p.Ingredients is ["simvastatin"]);

        var drug = Tables.Normalizer.Normalize(simvastatin.Code, "와파린정2밀리그램");

        Assert.Equal(["simvastatin", "warfarin"], drug.Ingredients);
        Assert.Contains(NormalizedDrug.CodeDiffers, drug.Notes!);
    }

    [Fact]
    public void Normalize_OnePartUnknown_IsPartial()
    {
        var drug = Tables.Normalizer.Normalize(null, "이부프로펜/모르는성분정");

        Assert.Equal(DrugStatus.Partial, drug.Status);
        Assert.Equal(["ibuprofen"], drug.Ingredients);
    }

    [Fact]
    public void Normalize_TwoStrengthsOfOneIngredient_IsPartial() =>
        Assert.Equal(DrugStatus.Partial, Tables.Normalizer.Normalize(null, "새약정40/5밀리그램(텔미사르탄)").Status);

    [Fact]
    public void Normalize_EveryNameOfTheTables_IsKnownInBothLanguages()
    {
        var wrong = Tables.Drugs.Products
            .SelectMany(p => p.Names.Select(n => (Name: n, p.Ingredients)))
            .Concat(Tables.Drugs.Ingredients.Values.SelectMany(
                i => i.Names.Select(n => (Name: n, Ingredients: (IReadOnlyList<string>)[i.Id]))))
            .Where(n => !Tables.Normalizer.Normalize(null, n.Name).Ingredients.ToHashSet().SetEquals(n.Ingredients))
            .Select(n => n.Name);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Normalize_DecomposedHangul_IsTheSame() =>
        Assert.Equal(
            ["simvastatin"],
            Tables.Normalizer.Normalize(null, "심바스타틴정".Normalize(NormalizationForm.FormD)).Ingredients);

    [Fact]
    public void Normalize_AnyText_EndsAndNeverThrows()
    {
        var random = new Random(20260311);
        const string letters = "정캡슐나트륨염산(5/+·mg%[]아심바스타틴 \uD800\u200B\uFFFD.,";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(
                [.. Enumerable.Range(0, random.Next(40)).Select(_ => letters[random.Next(letters.Length)])]);

            Assert.NotNull(Tables.Normalizer.Normalize(null, text));
        }
    }
}
