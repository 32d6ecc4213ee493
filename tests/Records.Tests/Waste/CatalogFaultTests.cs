using OpsFlow.Records.Waste;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.Waste;

/// <summary>Each kind of fault is named with its file and line; a bad edit keeps the catalog of before.</summary>
public sealed class CatalogFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CatalogFaultTests()
    {
        foreach (var file in Directory.EnumerateFiles(CatalogFiles.Shipped, "*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.GetRelativePath(CatalogFiles.Shipped, file), File.ReadAllText(file));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("items/carton.yaml", "    method: carton\n", "    method: carton\n  bad indent\n", "While parsing")]
    [InlineData("items/carton.yaml", "    method: carton\n", "    method: carton\n    method: carton\n", "uplicate")]
    [InlineData("items/carton.yaml", "    method: carton\n", "", "method")]
    [InlineData("items/carton.yaml", "    method: carton\n", "    method: nowhere\n", "'nowhere' is no method")]
    [InlineData("items/carton.yaml", "    wash: true\n", "    wash: maybe\n", "wash")]
    [InlineData(
        "items/carton.yaml", "    wash: true\n", "    wash: true\n    smell: bad\n", "smell: is not known here")]
    [InlineData("items/carton.yaml", "    points: 5\n", "    points: -1\n", "points")]
    [InlineData("items/carton.yaml", "    points: 5\n", "    points: 9999\n", "points")]
    [InlineData("items/carton.yaml", "    points: 5\n", "    points: 2.5\n", "points")]
    [InlineData("items/carton.yaml", "  - id: milk-carton\n", "  - id: Milk Carton\n", "id")]
    [InlineData("items/carton.yaml", "  - id: milk-carton\n", "  - id: juice-carton\n", "there twice")]
    [InlineData("items/carton.yaml", "    subclass: 살균팩\n", "    subclass: 캔\n", "no subclass '캔'")]
    [InlineData("items/carton.yaml", "class: 종이팩\n", "class: 돌\n", "'돌' is no class")]
    [InlineData("items/carton.yaml", "class: 종이팩\n", "", "class")]
    [InlineData("items/carton.yaml", "    remove: [cap, straw]\n", "    remove: [beak]\n", "'beak' is no part")]
    [InlineData("items/carton.yaml", "    remove: [cap, straw]\n", "    remove: [cap, cap]\n", "remove")]
    [InlineData("items/carton.yaml", "      ko: [우유갑", "      ko: [주스팩, 우유갑", "is an alias of 'milk-carton' already")]
    [InlineData("items/carton.yaml", "      ko: [우유갑", "      ko: ['', 우유갑", "aliases")]
    [InlineData("items/carton.yaml", "name: { ko: 우유팩, en: milk carton }", "name: { ko: 우유팩 }", "en")]
    [InlineData("items/carton.yaml", "    material: 종이팩\n", "    material: &a 종이팩\n", "anchors")]
    [InlineData("items/carton.yaml", "items:\n", "things: []\nitems:\n", "things: is not known here")]
    [InlineData("items/carton.yaml", "    source: [", "    source: [hearsay, ", "'hearsay' is no source")]
    [InlineData("items/glass.yaml", "    source: [", "    standsFor: 구름\n    source: [", "'구름' is no material")]
    [InlineData(
        "items/carton.yaml", "    source: [", "    heads: { ko: [빈 팩], en: [brick] }\n    source: [",
        "'빈 팩' is more than one word")]
    [InlineData(
        "items/hazardous.yaml", "    source: [", "    heads: { ko: [봉지], en: [brick] }\n    source: [", "is a head of")]
    [InlineData("sources.yaml", "    url: 'https://", "    url: 'ftp://", "url")]
    [InlineData("sources.yaml", "    license: ", "    licence: ", "license")]
    [InlineData("characters.yaml", "    default: true\n", "", "must be the default")]
    [InlineData(
        "characters.yaml", "    default: true\n", "    default: true\n    default_two: 1\n", "is not known here")]
    [InlineData("characters.yaml", "pictures/eco.svg", "pictures/nobody.svg", "there is no file")]
    [InlineData("characters.yaml", "pictures/eco.svg", "../eco.svg", "picture")]
    [InlineData("characters.yaml", "    class: 유리\n", "    class: 금속\n", "no character stands for 유리")]
    [InlineData("item_class_list.yaml", "rule: milk-carton", "rule: drink-can", "no item of this class")]
    [InlineData("situation_tags.yaml", "        to: 일반쓰레기\n", "        to: 하늘\n", "'하늘' is no class")]
    [InlineData("situation_tags.yaml", "from: [종이]", "from: [구름]", "neither a class nor a subclass")]
    [InlineData("spellings.yaml", "spellings:\n", "spellings:\n  - [한쪽]\n", "spellings.0")]
    public void Read_Fault_IsNamedWithFileAndLine(string file, string right, string wrong, string expected)
    {
        Edit(file, right, wrong);

        var (catalog, faults) = CatalogFiles.Read(_folder.Path);

        Assert.Null(catalog);
        var lines = File.ReadAllLines(Path.Combine(_folder.Path, file)).Length;
        Assert.Contains(faults, f => f.Message.Contains(expected, StringComparison.Ordinal)
            && (f.File == file || expected.StartsWith("no character", StringComparison.Ordinal))
            && (f.Line is > 1 or 1 && f.Line <= Math.Max(lines, 200)));
    }

    [Fact]
    public void Read_ManyFaults_NamesAll()
    {
        Edit("items/carton.yaml", "    points: 5\n", "    points: -1\n");
        Edit("items/glass.yaml", "    wash: true\n", "    wash: 1\n");
        Edit("sources.yaml", "    url: 'https://", "    url: '");

        var (_, faults) = CatalogFiles.Read(_folder.Path);

        Assert.Equal(
            ["items/carton.yaml", "items/glass.yaml", "sources.yaml"], faults.Select(f => f.File).Distinct().Order());
    }

    [Fact]
    public void Read_Fault_TellsTheLineOfTheField()
    {
        Edit("items/carton.yaml", "    points: 5\n", "    points: -1\n");
        var line = Array.IndexOf(File.ReadAllLines(Path.Combine(_folder.Path, "items/carton.yaml")), "    points: -1")
            + 1;

        var fault = Assert.Single(CatalogFiles.Read(_folder.Path).Faults);

        Assert.Equal(("items/carton.yaml", line), (fault.File, fault.Line));
    }

    [Fact]
    public void Reload_BadEdit_KeepsTheCatalogOfBeforeAndSaysWhy()
    {
        var library = new WasteLibrary(_folder.Path, CatalogFiles.Read(_folder.Path).Catalog);
        var before = library.Rules;
        Edit("items/carton.yaml", "    points: 5\n", "    points: -1\n");

        Assert.False(library.Reload());
        Assert.Same(before, library.Rules);
        Assert.NotEmpty(library.Refused);

        Edit("items/carton.yaml", "    points: -1\n", "    points: 7\n");
        Assert.True(library.Reload());
        Assert.Empty(library.Refused);
        Assert.Equal(7, library.Rules.Match(new("우유팩"))!.Points);
    }

    private void Edit(string file, string right, string wrong)
    {
        var path = Path.Combine(_folder.Path, file);
        var text = File.ReadAllText(path);
        Assert.Contains(right, text);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + wrong + text[(at + right.Length)..]);
    }
}
