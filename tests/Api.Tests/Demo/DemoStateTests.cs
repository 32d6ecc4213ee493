using OpsFlow.Samples.Demo;

namespace OpsFlow.Api.Tests.Demo;

public sealed class DemoStateTests
{
    [Fact]
    public void LoadOrBegin_AnUnfinishedOne_GoesOnWithItsNameAndSecrets()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "demo", "state.json");
        var begun = DemoState.LoadOrBegin(file);
        Assert.Equal(begun, DemoState.LoadOrBegin(file));
    }

    [Fact]
    public void LoadOrBegin_AFinishedOne_BeginsTheNextWithOthers()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "state.json");
        var done = (DemoState.LoadOrBegin(file) with { IsDone = true, StackTrace = "x" }).Save(file);
        var next = DemoState.LoadOrBegin(file);
        Assert.Equal((2, false, null), (next.Number, next.IsDone, next.StackTrace));
        Assert.NotEqual((done.Server, done.AdminKey), (next.Server, next.AdminKey));
        Assert.NotEqual(done.SlackSigningSecret, next.SlackSigningSecret);
    }

    [Fact]
    public void Save_OnUnix_LetsOnlyTheOwnerRead()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "state.json");
        new DemoState().Save(file);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }
}
