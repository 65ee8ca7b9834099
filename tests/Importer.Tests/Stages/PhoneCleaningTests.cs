using Importer.Sources;
using Importer.Stages;
using Xunit;

namespace Importer.Tests.Stages;

public sealed class PhoneCleaningTests
{
    [Theory]
    [InlineData("404-555-0100", "+14045550100", null, "404-555-0100")]
    [InlineData("(301) 334-7670", "+13013347670", null, "301-334-7670")]
    [InlineData("1.800.662.4357", "+18006624357", null, "800-662-4357")]
    [InlineData("256-734-4688 x3971", "+12567344688", "3971", "256-734-4688")]
    [InlineData("256-734-4688 ext. 5", "+12567344688", "5", "256-734-4688")]
    [InlineData("256-734-4688 x0", "+12567344688", "0", "256-734-4688")]
    [InlineData("256-734-4688 x1", "+12567344688", "1", "256-734-4688")]
    [InlineData("888-PARNEXT", "+18887276398", null, "888-PARNEXT")]
    [InlineData("402-717HOPE", "+14027174673", null, "402-717HOPE")]
    [InlineData("618-6924DUI", "+16186924384", null, "618-6924DUI")]
    [InlineData("800-USA2525", "+18008722525", null, "800-USA2525")]
    [InlineData("888-PARNEXT x12", "+18887276398", "12", "888-PARNEXT")]
    [InlineData("\uff14\uff10\uff14-555-0100", "+14045550100", null, "404-555-0100")]
    [InlineData("888-PARNEXT x\uff11\uff12", "+18887276398", "12", "888-727-6398")]
    public void Every_way_of_writing_a_number_gives_what_to_dial_and_what_to_show(
        string text, string number, string? extension, string display)
    {
        CleanPhone? phone = PhoneCleaning.Clean(new SourcePhone("phone", "main", text));
        Assert.NotNull(phone);
        Assert.Equal((number, extension, display), (phone.Number, phone.Extension, phone.Display));
    }

    [Theory]
    [InlineData("999-999-9999")]
    [InlineData("000-000-0000")]
    [InlineData("555-0100")]
    [InlineData("104-555-0100")]
    [InlineData("+44 20 7946 0018")]
    [InlineData("call the office")]
    [InlineData("404-555-01001")]
    public void A_number_that_nobody_can_dial_is_none(string text) =>
        Assert.Null(PhoneCleaning.Clean(new SourcePhone("phone", "main", text)));
}
