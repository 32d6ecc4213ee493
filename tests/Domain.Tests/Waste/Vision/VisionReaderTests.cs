using System.Text.Json;
using OpsFlow.Domain.Waste.Vision;

namespace OpsFlow.Domain.Tests.Waste.Vision;

public sealed class VisionReaderTests
{
    [Theory]
    [InlineData("0.86", 0.86)]
    [InlineData("\"0.86\"", 0.86)]
    [InlineData("88", 0.88)]
    [InlineData("\"91%\"", 0.91)]
    [InlineData("null", 0.0)]
    public void Read_Confidence_IsOfOneScale(string written, double expected) =>
        Assert.Equal(expected, Read($$"""{"category":"금속","confidence":{{written}}}""").Classification!.Confidence, 6);

    [Theory]
    [InlineData("1.7")]
    [InlineData("-0.2")]
    [InlineData("1000")]
    [InlineData("\"high\"")]
    [InlineData("[1]")]
    public void Read_ConfidenceOfNoScale_IsAFault(string written) => Assert.Contains(
        "confidence", Assert.Single(Read($$"""{"category":"금속","confidence":{{written}}}""").Faults));

    [Fact]
    public void Read_ClassOutsideOfTheList_IsAFaultThatNamesTheList()
    {
        var faults = Read("""{"category":"플라스택","subcategory":"PET","confidence":0.9}""").Faults;

        Assert.Contains("플라스틱", Assert.Single(faults));
    }

    [Fact]
    public void Read_SubclassOfAnotherClass_IsAFault() => Assert.Contains(
        "subcategory", Assert.Single(Read("""{"category":"종이","subcategory":"PET","confidence":0.9}""").Faults));

    [Fact]
    public void Read_AllNull_IsNotRecognized()
    {
        var seen = Read("""{"category":null,"subcategory":null,"item":null,"condition":null,"confidence":0.99}""");

        Assert.Null(seen.Classification!.Class);
        Assert.Equal(0, seen.Classification.Confidence);
    }

    [Fact]
    public void Read_OtherFields_ArePassedOver()
    {
        var seen = Read("""{"category":"plastics","item":"<b>x</b>","rewardPoints":9999,"confidence":1}""");

        Assert.Equal("플라스틱", seen.Classification!.Class);
        Assert.Equal("<b>x</b>", seen.Classification.Item);
    }

    private static VisionReading Read(string json) =>
        VisionReader.Read(JsonDocument.Parse(json).RootElement, ShippedWaste.Catalog);
}
