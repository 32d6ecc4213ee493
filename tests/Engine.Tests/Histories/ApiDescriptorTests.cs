using Google.Protobuf.Reflection;
using OpsFlow.Engine.Histories;

namespace OpsFlow.Engine.Tests.Histories;

/// <summary>
/// <c>Engine/Histories/api.pb</c>, from which <c>run_state.proto</c> is compiled, against the assembly that has the
/// messages. Set
/// WRITE_API_DESCRIPTORS to the file to write it anew.
/// </summary>
public class ApiDescriptorTests
{
    [Fact]
    public async Task File_BesideTheStates_DescribesTheAssembly()
    {
        var set = new FileDescriptorSet();
        Add(set, RunState.Descriptor.File.Dependencies);
        if (Environment.GetEnvironmentVariable("WRITE_API_DESCRIPTORS") is { Length: > 0 } file)
        {
            await File.WriteAllBytesAsync(file, set.ToByteArray());
        }

        var stored = FileDescriptorSet.Parser.ParseFrom(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Histories", "api.pb")));
        var files = stored.File.ToDictionary(f => f.Name);
        Assert.All(set.File, f => Assert.Equal(f, files.GetValueOrDefault(f.Name)));
    }

    private static void Add(FileDescriptorSet set, IEnumerable<FileDescriptor> files)
    {
        foreach (var file in files.Where(f => set.File.All(known => known.Name != f.Name)))
        {
            Add(set, file.Dependencies);
            set.File.Add(file.ToProto());
        }
    }
}
