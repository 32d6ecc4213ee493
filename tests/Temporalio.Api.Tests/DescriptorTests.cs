using System.Diagnostics;
using Google.Protobuf.Reflection;
using Temporalio.Api.Dependencies.Grpc.Health.V1;
using Xunit.Abstractions;

namespace Temporalio.Api.Tests;

/// <summary>Our proto files against the descriptor that the official npm package carries.</summary>
public sealed class DescriptorTests(ITestOutputHelper output)
{
    private const string Package = "@temporalio/proto@1.24.0";

    [NpmFact]
    public async Task EveryMessageAndEnum_AgreesWithThePublishedDescriptor()
    {
        var folder = Path.Combine(Path.GetTempPath(), "opsflow-proto-1.24.0");
        var module = Path.Combine(folder, "node_modules", "@temporalio", "proto", "protos", "json-module.js");
        if (!File.Exists(module))
        {
            Directory.CreateDirectory(folder);
            await RunAsync("npm", "install", "--silent", "--no-save", "--ignore-scripts", "--prefix", folder, Package);
        }

        var published = (await RunAsync(
                "node", Path.Combine(AppContext.BaseDirectory, "dump-descriptor.mjs"), module))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var ours = typeof(HealthCheckRequest).Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => t.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>()
            .Where(f => !f.Package.StartsWith("google", StringComparison.Ordinal))
            // Of the official .NET library only; a message of google's by another name.
            .Where(f => !f.Name.EndsWith("/grpc_status.proto", StringComparison.Ordinal))
            .SelectMany(f => f.MessageTypes.SelectMany(Lines).Concat(f.EnumTypes.SelectMany(Lines)))
            .ToHashSet(StringComparer.Ordinal);

        output.WriteLine($"{ours.Count} fields and values of ours, {published.Count} published");
        Assert.True(ours.Count > 2000);
        Assert.Empty(ours.Except(published));
        // What we speak must be whole: no field of a message of ours may be missing.
        var messages = ours.Select(l => l.Split('|')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(published.Where(l => messages.Contains(l.Split('|')[0])).Except(ours));
    }

    private static IEnumerable<string> Lines(MessageDescriptor message) => message.Fields.InFieldNumberOrder()
        .Select(f => $"{message.FullName}|{f.Name}|{f.FieldNumber}|{(f.IsRepeated ? "many" : "one")}")
        .Concat(message.NestedTypes.Where(t => t.GetOptions()?.MapEntry != true).SelectMany(Lines))
        .Concat(message.EnumTypes.SelectMany(Lines));

    private static IEnumerable<string> Lines(EnumDescriptor type) =>
        type.Values.Select(v => $"{type.FullName}|{v.Name}|{v.Number}|value");

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} failed");
    }
}
