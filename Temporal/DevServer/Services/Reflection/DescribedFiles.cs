using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.Dependencies.Grpc.Health.V1;

namespace Temporal.DevServer.Services.Reflection;

/// <summary>The files that describe what is served, by their names and by the names of what is in them.</summary>
internal sealed class DescribedFiles
{
    private readonly Dictionary<string, FileDescriptorProto> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptorProto> _symbols = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, IReadOnlyCollection<string>> _services;

    /// <summary>Collects the files.</summary>
    /// <param name="services">The methods that are served, by their service's full name; others are left out.</param>
    public DescribedFiles(IReadOnlyDictionary<string, IReadOnlyCollection<string>> services)
    {
        _services = services;
        AddFile(Temporalio.Api.WorkflowService.V1.MessageReflection.Descriptor);
        AddFile(Temporalio.Api.OperatorService.V1.MessageReflection.Descriptor);
        AddFile(Temporalio.Api.TestService.V1.MessageReflection.Descriptor);
        // Details of errors and metadata, which tools show when they can.
        AddFile(Temporalio.Api.ErrorDetails.V1.MessageReflection.Descriptor);
        AddFile(Temporalio.Api.Sdk.V1.MessageReflection.Descriptor);
        AddFile(HealthCheckRequest.Descriptor.File);
        AddFile(ReflectionReflection.Descriptor);
        Add(Alpha(ReflectionReflection.Descriptor));
    }

    /// <summary>The file of a name; null when there is none.</summary>
    public FileDescriptorProto? Named(string file) => _files.GetValueOrDefault(file);

    /// <summary>The file in which a service, method, message or enum is; null when there is none.</summary>
    public FileDescriptorProto? With(string symbol) => _symbols.GetValueOrDefault(symbol);

    private void AddFile(FileDescriptor descriptor)
    {
        if (_files.ContainsKey(descriptor.Name))
        {
            return;
        }

        var file = descriptor.ToProto();
        foreach (var service in file.Service.ToArray())
        {
            if (!_services.TryGetValue($"{file.Package}.{service.Name}", out var served))
            {
                file.Service.Remove(service);
                continue;
            }

            var methods = service.Method.Where(m => served.Contains(m.Name)).ToArray();
            service.Method.Clear();
            service.Method.Add(methods);
        }

        Add(file);
        foreach (var import in descriptor.Dependencies)
        {
            AddFile(import);
        }
    }

    private void Add(FileDescriptorProto file)
    {
        _files[file.Name] = file;
        foreach (var service in file.Service)
        {
            var name = $"{file.Package}.{service.Name}";
            _symbols[name] = file;
            foreach (var method in service.Method)
            {
                _symbols[$"{name}.{method.Name}"] = file;
            }
        }

        foreach (var type in file.EnumType)
        {
            _symbols[$"{file.Package}.{type.Name}"] = file;
        }

        foreach (var message in file.MessageType)
        {
            AddMessage(file, message, file.Package);
        }
    }

    private void AddMessage(FileDescriptorProto file, DescriptorProto message, string scope)
    {
        var name = $"{scope}.{message.Name}";
        _symbols[name] = file;
        foreach (var field in message.Field)
        {
            // Generated descriptors leave it out, and tools then show the other name.
            field.JsonName = JsonName(field.Name);
        }

        foreach (var type in message.EnumType)
        {
            _symbols[$"{name}.{type.Name}"] = file;
        }

        foreach (var nested in message.NestedType)
        {
            AddMessage(file, nested, name);
        }
    }

    private static string JsonName(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(w => w.Length == 0 ? "" : char.ToUpperInvariant(w[0]) + w[1..]));
    }

    /// <summary>The same file under the older package name. Only names within it refer to the package.</summary>
    private static FileDescriptorProto Alpha(FileDescriptor descriptor)
    {
        var json = JsonFormatter.Default.Format(descriptor.ToProto());
        var renamed = new StringBuilder(json)
            .Replace("grpc.reflection.v1", "grpc.reflection.v1alpha")
            .Replace("\"reflection.proto\"", "\"reflection_alpha.proto\"");
        return JsonParser.Default.Parse<FileDescriptorProto>(renamed.ToString());
    }
}
