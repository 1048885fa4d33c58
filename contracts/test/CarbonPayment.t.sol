// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {CarbonPayment} from "../src/CarbonPayment.sol";
import {CarbonToken} from "../src/CarbonToken.sol";
import {ReferenceUsed, ZeroAddress, ZeroAmount, ZeroReference} from "../src/Errors.sol";
import {Reentrant, Refusing} from "./support/Hostile.sol";
import {Platform} from "./support/Platform.sol";
import {bound, vm} from "./support/Test.sol";

contract CarbonPaymentTest is Platform {
    bytes32 private constant REF = keccak256("payment 1");
    bytes private constant OVERFLOW = abi.encodeWithSignature("Panic(uint256)", 0x11);

    function setUp() public override {
        super.setUp();
        setPrice(PRICE);
        vm.deal(alice, 1_000 ether);
    }

    // Prices

    function test_refusesAConstructorsZeros() public {
        vm.expectRevert(ZeroAddress.selector);
        new CarbonPayment(address(0), token, treasury, 1);
        vm.expectRevert(ZeroAddress.selector);
        new CarbonPayment(admin, CarbonToken(address(0)), treasury, 1);
        vm.expectRevert(ZeroAddress.selector);
        new CarbonPayment(admin, token, address(0), 1);
        vm.expectRevert(ZeroAmount.selector);
        new CarbonPayment(admin, token, treasury, 0);
    }

    function test_aPriceIsTheRolesAndNeverZero() public {
        vm.expectEmit(address(payment));
        emit CarbonPayment.PriceSet(5e15);
        setPrice(5e15);
        vm.assertEq(payment.weiPerCarbon(), 5e15);
        vm.assertEq(payment.priceSetAt(), START);
        vm.expectRevert(ZeroAmount.selector);
        setPrice(0);
        expectMissingRole(admin, "PRICE_ROLE");
        vm.prank(admin);
        payment.setPrice(1);
    }

    function test_refusesToSellBeforeThereIsAPrice() public {
        CarbonPayment fresh = new CarbonPayment(admin, token, treasury, MAX_PRICE_AGE);
        vm.expectRevert(CarbonPayment.PriceNotSet.selector);
        fresh.quote(1);
        vm.expectRevert(CarbonPayment.PriceNotSet.selector);
        vm.prank(alice);
        fresh.payForCarbonCredits{value: 1 ether}(alice, 1);
    }

    function test_sellsAtAPriceOfItsLastSecondAndNotLater() public {
        vm.warp(START + MAX_PRICE_AGE);
        buy(alice, 1e18, PRICE);
        vm.warp(START + MAX_PRICE_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.PriceStale.selector, START, MAX_PRICE_AGE));
        buy(alice, 1e18, PRICE);
        setPrice(PRICE);
        buy(alice, 1e18, PRICE);
        vm.assertEq(token.balanceOf(alice), 2e18);
    }

    function test_theAdminAloneSetsAgeLimitAndTreasury() public {
        vm.expectEmit(address(payment));
        emit CarbonPayment.MaxPriceAgeSet(60);
        vm.prank(admin);
        payment.setMaxPriceAge(60);
        vm.assertEq(payment.maxPriceAge(), 60);
        vm.expectEmit(address(payment));
        emit CarbonPayment.TreasurySet(bob);
        vm.prank(admin);
        payment.setTreasury(bob);
        vm.assertEq(payment.treasury(), bob);
        expectNotAdmin(treasurer);
        vm.prank(treasurer);
        payment.setTreasury(treasurer);
        expectNotAdmin(pricer);
        vm.prank(pricer);
        payment.setMaxPriceAge(type(uint64).max);
    }

    function test_aCostIsRoundedUpToTheWei() public {
        vm.assertEq(payment.quote(1e18), PRICE);
        vm.assertEq(payment.quote(1), 1);
        vm.assertEq(payment.quote(250), 1);
        vm.assertEq(payment.quote(251), 2);
        setPrice(3);
        vm.assertEq(payment.quote(333_333_333_333_333_333), 1);
        vm.assertEq(payment.quote(333_333_333_333_333_334), 2);
        vm.expectRevert(ZeroAmount.selector);
        payment.quote(0);
    }

    function test_aCostOverTheWordIsRefusedAndNotWrapped() public {
        setPrice(type(uint256).max);
        vm.expectRevert(OVERFLOW);
        payment.quote(type(uint256).max);
        vm.expectRevert(OVERFLOW);
        buy(alice, 2e18, 1 ether);
        vm.assertEq(payment.quote(1e18), type(uint256).max);
        // The product is over the word here, the cost is not.
        setPrice(1 << 60);
        vm.assertEq(payment.quote(1 << 200), uint256(1 << 182) * (1 << 60) / (1e18 >> 18) + 1);
    }

    function testFuzz_aCostCoversTheAmountAndNotAWeiMore(uint128 amount, uint128 price) public {
        vm.assume(amount > 0 && price > 0);
        setPrice(price);
        uint256 cost = payment.quote(amount);
        vm.assertGe(cost * 1e18, uint256(amount) * price);
        vm.assertLt((cost - 1) * 1e18, uint256(amount) * price);
    }

    function testFuzz_buyingInPartsIsNeverCheaper(uint96 first, uint96 second, uint96 price) public {
        vm.assume(first > 0 && second > 0 && price > 0);
        setPrice(price);
        vm.assertGe(payment.quote(first) + payment.quote(second), payment.quote(uint256(first) + second));
    }

    // Buying

    function test_sellsForTheCost() public {
        vm.expectEmit(address(payment));
        emit CarbonPayment.CarbonPurchased(alice, alice, 10e18, 10 * PRICE);
        buy(alice, 10e18, 10 * PRICE);
        vm.assertEq(token.balanceOf(alice), 10e18);
        vm.assertEq(address(payment).balance, 10 * PRICE);
        vm.assertEq(alice.balance, 1_000 ether - 10 * PRICE);
    }

    function test_returnsWhatIsAboveTheCost() public {
        buy(bob, 10e18, 50 ether);
        vm.assertEq(token.balanceOf(bob), 10e18);
        vm.assertEq(address(payment).balance, 10 * PRICE);
        vm.assertEq(alice.balance, 1_000 ether - 10 * PRICE);
    }

    function test_refusesACostAboveWhatWasSent() public {
        setPrice(PRICE + 1);
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.SlippageExceeded.selector, PRICE + 1, PRICE));
        buy(alice, 1e18, PRICE);
        vm.assertEq(token.totalSupply(), 0);
        vm.assertEq(alice.balance, 1_000 ether);
    }

    function test_refusesToSellNothingOrToNobody() public {
        vm.expectRevert(ZeroAmount.selector);
        buy(alice, 0, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        buy(address(0), 1e18, 1 ether);
    }

    function test_refusesEtherThatBuysNothing() public {
        vm.prank(alice);
        (bool sent,) = address(payment).call{value: 1 ether}("");
        vm.assertFalse(sent);
    }

    function testFuzz_everyWeiIsEitherTheCostOrReturned(uint96 amount, uint64 price, uint96 extra) public {
        vm.assume(amount > 0 && price > 0);
        setPrice(price);
        uint256 cost = payment.quote(amount);
        vm.deal(alice, cost + extra);
        buy(alice, amount, cost + extra);
        vm.assertEq(alice.balance, extra);
        vm.assertEq(address(payment).balance, cost);
        vm.assertEq(token.balanceOf(alice), amount);
    }

    // Hostile buyers

    function test_aBuyerCannotBuyAgainDuringTheRefund() public {
        reenterDuringRefund(abi.encodeCall(CarbonPayment.payForCarbonCredits, (alice, 1e18)));
    }

    function test_aBuyerCannotTakeTheProceedsDuringTheRefund() public {
        Reentrant buyer = reenterDuringRefund(abi.encodeCall(CarbonPayment.withdrawProceeds, ()));
        vm.assertEq(treasury.balance, 0);
        vm.assertFalse(buyer.succeeded());
    }

    function test_aBuyerWhoTakesNoRefundMustSendTheCost() public {
        Refusing buyer = new Refusing();
        vm.deal(address(buyer), 2 ether);
        vm.expectRevert(Errors.FailedCall.selector);
        buyer.run(address(payment), 1 ether, abi.encodeCall(CarbonPayment.payForCarbonCredits, (alice, 1e18)));
        vm.assertEq(token.totalSupply(), 0);
        buyer.run(address(payment), PRICE, abi.encodeCall(CarbonPayment.payForCarbonCredits, (alice, 1e18)));
        vm.assertEq(token.balanceOf(alice), 1e18);
    }

    // Fiat

    function test_convertsAConfirmedPaymentOnce() public {
        vm.expectEmit(address(payment));
        emit CarbonPayment.PaymentConfirmed(REF, alice, 8_350, 10e18);
        confirm(REF, alice, 8_350, 10e18);
        vm.assertEq(token.totalSupply(), 0);
        vm.expectEmit(address(payment));
        emit CarbonPayment.CarbonConverted(REF, alice, 8_350, 10e18);
        convert(alice, 8_350, REF);
        vm.assertEq(token.balanceOf(alice), 10e18);
        (address user, uint256 fiat, uint256 carbon, CarbonPayment.PaymentState state) = payment.paymentOf(REF);
        vm.assertEq(user, alice);
        vm.assertEq(fiat, 8_350);
        vm.assertEq(carbon, 10e18);
        vm.assertTrue(state == CarbonPayment.PaymentState.CONVERTED);
        vm.expectRevert(abi.encodeWithSelector(ReferenceUsed.selector, REF));
        convert(alice, 8_350, REF);
    }

    function test_refusesToConvertWhatWasNotConfirmed() public {
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.PaymentNotConfirmed.selector, REF));
        convert(alice, 8_350, REF);
        // Nor does the emptiness of an unknown payment match.
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.PaymentNotConfirmed.selector, REF));
        convert(address(0), 0, REF);
    }

    function test_refusesToConvertForAnotherUserOrAmount() public {
        confirm(REF, alice, 8_350, 10e18);
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.PaymentMismatch.selector, REF));
        convert(bob, 8_350, REF);
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.PaymentMismatch.selector, REF));
        convert(alice, 8_351, REF);
        convert(alice, 8_350, REF);
    }

    function test_aReferenceIsConfirmedOnce() public {
        confirm(REF, alice, 8_350, 10e18);
        vm.expectRevert(abi.encodeWithSelector(ReferenceUsed.selector, REF));
        confirm(REF, bob, 1, 1e30);
        convert(alice, 8_350, REF);
        vm.expectRevert(abi.encodeWithSelector(ReferenceUsed.selector, REF));
        confirm(REF, alice, 8_350, 10e18);
        vm.assertEq(token.totalSupply(), 10e18);
    }

    function test_refusesConfirmationsThatMeanNothing() public {
        vm.expectRevert(ZeroReference.selector);
        confirm(bytes32(0), alice, 1, 1);
        vm.expectRevert(ZeroAddress.selector);
        confirm(REF, address(0), 1, 1);
        vm.expectRevert(ZeroAmount.selector);
        confirm(REF, alice, 0, 1);
        vm.expectRevert(ZeroAmount.selector);
        confirm(REF, alice, 1, 0);
    }

    function test_whoConfirmsCannotConvertNorTheOtherWayRound() public {
        expectMissingRole(converter, "CONFIRMER_ROLE");
        vm.prank(converter);
        payment.confirmPayment(REF, alice, 1, 1);
        confirm(REF, alice, 1, 1);
        expectMissingRole(confirmer, "CONVERTER_ROLE");
        vm.prank(confirmer);
        payment.convertAndMint(alice, 1, REF);
    }

    function testFuzz_onlyTheConfirmedPairConverts(uint256 fiat, uint128 carbon, address other, uint256 otherFiat) public {
        vm.assume(fiat > 0 && carbon > 0 && (other != alice || otherFiat != fiat));
        confirm(REF, alice, fiat, carbon);
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.PaymentMismatch.selector, REF));
        convert(other, otherFiat, REF);
        convert(alice, fiat, REF);
        vm.assertEq(token.balanceOf(alice), carbon);
    }

    // Orders

    function test_tellsOfEtherForAnOrderAndKeepsIt() public {
        vm.expectEmit(address(payment));
        emit CarbonPayment.OrderPaid(REF, alice, 2 ether);
        payOrder(REF, 2 ether, block.timestamp);
        // What is missing may follow.
        payOrder(REF, 1, block.timestamp + 1);
        vm.assertEq(address(payment).balance, 2 ether + 1);
        vm.assertEq(token.totalSupply(), 0);
    }

    function test_refusesAnOrderWithoutReferenceEtherOrTime() public {
        vm.expectRevert(ZeroReference.selector);
        payOrder(bytes32(0), 1, block.timestamp);
        vm.expectRevert(ZeroAmount.selector);
        payOrder(REF, 0, block.timestamp);
        uint256 deadline = block.timestamp;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(CarbonPayment.DeadlinePassed.selector, deadline));
        payOrder(REF, 1, deadline);
    }

    function testFuzz_everyWeiForOrdersIsProceeds(bytes32 ref, uint96 first, uint96 second) public {
        vm.assume(ref != bytes32(0));
        (uint256 one, uint256 two) = (bound(first, 1, 100 ether), bound(second, 1, 100 ether));
        payOrder(ref, one, block.timestamp);
        payOrder(ref, two, block.timestamp);
        vm.prank(treasurer);
        payment.withdrawProceeds();
        vm.assertEq(treasury.balance, one + two);
    }

    // Proceeds and pause

    function test_theProceedsGoToTheTreasuryAlone() public {
        buy(alice, 10e18, 1 ether);
        expectMissingRole(admin, "TREASURER_ROLE");
        vm.prank(admin);
        payment.withdrawProceeds();
        vm.expectEmit(address(payment));
        emit CarbonPayment.ProceedsWithdrawn(treasury, 10 * PRICE);
        vm.prank(treasurer);
        payment.withdrawProceeds();
        vm.assertEq(treasury.balance, 10 * PRICE);
        vm.assertEq(address(payment).balance, 0);
        vm.expectRevert(CarbonPayment.NothingToWithdraw.selector);
        vm.prank(treasurer);
        payment.withdrawProceeds();
    }

    function test_etherThatWasForcedInGoesToTheTreasuryToo() public {
        buy(alice, 10e18, 1 ether);
        vm.deal(address(payment), address(payment).balance + 3 ether);
        vm.prank(treasurer);
        payment.withdrawProceeds();
        vm.assertEq(treasury.balance, 10 * PRICE + 3 ether);
    }

    function test_aTreasuryThatRefusesLosesNothing() public {
        address refusing = address(new Refusing());
        vm.prank(admin);
        payment.setTreasury(refusing);
        buy(alice, 10e18, 1 ether);
        vm.expectRevert(Errors.FailedCall.selector);
        vm.prank(treasurer);
        payment.withdrawProceeds();
        vm.assertEq(address(payment).balance, 10 * PRICE);
    }

    function test_aPauseStopsWhatMakesCarbonAndNotTheTreasury() public {
        buy(alice, 1e18, PRICE);
        confirm(REF, alice, 1, 1);
        vm.prank(admin);
        payment.pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        buy(alice, 1e18, PRICE);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        confirm(keccak256("payment 2"), alice, 1, 1);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        convert(alice, 1, REF);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        payOrder(REF, 1, block.timestamp);
        vm.prank(treasurer);
        payment.withdrawProceeds();
        vm.prank(admin);
        payment.unpause();
        convert(alice, 1, REF);
        vm.assertEq(token.balanceOf(alice), 1e18 + 1);
    }

    function test_theAdminAlonePauses() public {
        expectNotAdmin(treasurer);
        vm.prank(treasurer);
        payment.pause();
        vm.prank(admin);
        payment.pause();
        expectNotAdmin(treasurer);
        vm.prank(treasurer);
        payment.unpause();
    }

    function reenterDuringRefund(bytes memory action) private returns (Reentrant buyer) {
        buyer = new Reentrant();
        give(payment, "TREASURER_ROLE", address(buyer));
        buyer.prepare(address(payment), action);
        vm.deal(address(buyer), 2 ether);
        bytes memory purchase = abi.encodeCall(CarbonPayment.payForCarbonCredits, (address(buyer), 1e18));
        buyer.run(address(payment), 1 ether, purchase);
        vm.assertTrue(buyer.tried());
        vm.assertEq(bytes32(buyer.answer()), bytes32(ReentrancyGuard.ReentrancyGuardReentrantCall.selector));
        vm.assertEq(token.totalSupply(), 1e18);
        vm.assertEq(address(payment).balance, PRICE);
        vm.assertEq(address(buyer).balance, 2 ether - PRICE);
    }

    function setPrice(uint256 price) private {
        vm.prank(pricer);
        payment.setPrice(price);
    }

    function buy(address to, uint256 amount, uint256 value) private {
        vm.prank(alice);
        payment.payForCarbonCredits{value: value}(to, amount);
    }

    function payOrder(bytes32 ref, uint256 value, uint256 deadline) private {
        vm.prank(alice);
        payment.payForOrder{value: value}(ref, deadline);
    }

    function confirm(bytes32 ref, address user, uint256 fiat, uint256 carbon) private {
        vm.prank(confirmer);
        payment.confirmPayment(ref, user, fiat, carbon);
    }

    function convert(address user, uint256 fiat, bytes32 ref) private {
        vm.prank(converter);
        payment.convertAndMint(user, fiat, ref);
    }
}
