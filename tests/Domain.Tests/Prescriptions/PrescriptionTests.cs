using OpsFlow.Domain.Prescriptions;

namespace OpsFlow.Domain.Tests.Prescriptions;

public sealed class PrescriptionTests
{
    private static readonly PrescriptionItem s_item = new(1, "A", "심바스타틴정", 1m, 1m, 7, 7m);

    [Fact]
    public void Version_LinesInAnotherOrder_IsTheSame()
    {
        var other = s_item with { Line = 2, Name = "와파린" };

        Assert.Equal(
            new Prescription("s", "P1", [s_item, other]).Version,
            new Prescription("s", "P1", [other, s_item]).Version);
    }

    [Fact]
    public void Version_SameDoseWrittenWithZeros_IsTheSame() =>
        Assert.Equal(
            new Prescription("s", "P1", [s_item]).Version,
            new Prescription("s", "P1", [s_item with { Dose = 1.000m }]).Version);

    public static TheoryData<PrescriptionItem> Edits() => new()
    {
        s_item with { Dose = 2m },
        s_item with { Name = "심바스타틴정40밀리그램" },
        s_item with { Code = "B" },
        s_item with { StopDate = new DateOnly(2026, 3, 11) },
        s_item with { Canceled = true },
        s_item with { Days = 8 },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Version_AnyEdit_IsAnother(PrescriptionItem edited) =>
        Assert.NotEqual(new Prescription("s", "P1", [s_item]).Version, new Prescription("s", "P1", [edited]).Version);

    [Theory]
    [InlineData("2026-03-10", false)]
    [InlineData("2026-03-11", false)]
    [InlineData("2026-03-12", true)]
    [InlineData(null, true)]
    public void IsActive_StopDate_CountsUntilThatDay(string? stop, bool active) =>
        Assert.Equal(
            active,
            (s_item with { StopDate = stop is null ? null : DateOnly.Parse(stop) })
                .IsActive(new DateOnly(2026, 3, 11)));

    [Fact]
    public void IsActive_StruckOff_IsOut() =>
        Assert.False((s_item with { Canceled = true }).IsActive(new DateOnly(2026, 3, 11)));
}
