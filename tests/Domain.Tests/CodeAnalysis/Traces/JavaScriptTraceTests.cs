namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

public sealed class JavaScriptTraceTests
{
    [Theory]
    [InlineData("at Loaf (webpack-internal:///(rsc)/./src/app/(mill)/loaf.tsx:3:20)", "Loaf@src/app/(mill)/loaf.tsx:3")]
    [InlineData("at async Page (/srv/web/app/(mill)/[id]/page.tsx:4:19)", "Page@/srv/web/app/(mill)/[id]/page.tsx:4")]
    [InlineData("at bake (file:///C:/mill/src/bake.mjs:2:16)", "bake@C:/mill/src/bake.mjs:2")]
    [InlineData("at async file:///srv/src/run%20me.mjs:4:1", "@/srv/src/run me.mjs:4")]
    [InlineData("at async save (/srv/src/save.js:3:3) {", "save@/srv/src/save.js:3")]
    [InlineData(@"at heat (C:\Program Files (x86)\mill\heat.js:8:1)", @"heat@C:\Program Files (x86)\mill\heat.js:8")]
    [InlineData("at heat (http://localhost:3000/src/heat.js?t=17:8:1)", "heat@/src/heat.js:8")]
    [InlineData("at heat (webpack://mill/./src/heat.ts:8:1)", "heat@src/heat.ts:8")]
    [InlineData("heat@http://localhost:3000/assets/(a)/heat.js:8:1", "heat@/assets/(a)/heat.js:8")]
    [InlineData("于 heat (/srv/heat.js:8:1)", "heat@/srv/heat.js:8")]
    public void Parse_Place_IsRead(string line, string place)
    {
        var trace = TraceReading.Read("TypeError: x\n    " + line);
        Assert.Equal(place, TraceReading.Place(Assert.Single(trace.Frames)));
    }

    [Theory]
    [InlineData("at Array.map (<anonymous>)")]
    [InlineData("at JSON.parse (<anonymous>)")]
    [InlineData("at async Promise.all (index 1)")]
    [InlineData("at Object.parse (native)")]
    [InlineData("at new Promise (<anonymous>)")]
    public void Parse_BuiltIn_NeitherHidesNorIsTheApplication(string line) => Assert.Equal(
        "JavaScript | TypeError | weigh@/srv/sack.js:4",
        TraceReading.Of($"TypeError: x\n    {line}\n    at weigh (/srv/sack.js:4:22)\n    {line}\n    {line}\n"));

    [Theory]
    [InlineData("Error: connect ECONNREFUSED 10.0.0.7:5432", "Error")]
    [InlineData("AggregateError [ECONNREFUSED]: ", "AggregateError")]
    [InlineData("OvenIsCold: 20 degrees", "OvenIsCold")]
    public void Parse_Cause_ComesFirst(string cause, string type) => Assert.Equal(
        $"JavaScript | {type}, Error | query@/srv/query.js:4 load@/srv/load.js:8",
        TraceReading.Of($$"""
            Error: no loaf
                at load (/srv/load.js:8:11) {
              [cause]: {{cause}}
                  at query (/srv/query.js:4:14) {
                errno: -111
              }
            }
            """));

    [Fact]
    public void Parse_PlacesOfRust_AreNoJavaScript() => Assert.Equal(
        "Unknown | reported.Type | @src/sack.rs:5 weigh@src/sack.rs:5",
        TraceReading.Of("""
            thread 'main' panicked at src/sack.rs:5:10:
            index out of bounds
               0: core::panicking::panic_bounds_check
                         at /rustc/07dca48/library/core/src/panicking.rs:208:5
               1: mill::sack::weigh
                         at ./src/sack.rs:5:10
            """).Replace("./src", "src"));
}
